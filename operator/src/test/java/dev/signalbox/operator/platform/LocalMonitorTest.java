package dev.signalbox.operator.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.api.verdict.Verdict;
import dev.signalbox.operator.machine.MonitorView;
import dev.signalbox.operator.machine.Question;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalMonitorTest {
    private static final URI ROUTER = URI.create("http://127.0.0.1:8081");
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");

    private final Map<URI, String> shown = new HashMap<>();
    private Instant now = SINCE;
    private final Clock clock = new Clock() {
        private final InstantSource source = () -> now;

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return source.instant();
        }
    };
    private final LocalMonitor monitor = new LocalMonitor(question -> Map.copyOf(shown), clock);

    private static Question about(String candidate) {
        return about("default/loan", candidate);
    }

    private static Question aboutDeployment(String name) {
        return about(name, "2");
    }

    private static Question about(String name, String candidate) {
        return new Question(
                DeploymentName.parse(name),
                new ModelVersion(candidate),
                new ModelVersion("1"),
                SINCE,
                JudgePolicy.ROUTER_ALARMS,
                new Question.Stage.Live(null));
    }

    private void counted(long stable, long candidate, long failed) {
        shown.put(ROUTER, line("1", "ok", stable) + line("2", "ok", candidate) + line("2", "5xx", failed));
        now = now.plusSeconds(1);
    }

    private static String line(String version, String outcome, long count) {
        return "signalbox_router_requests_total{deployment=\"default/loan\",outcome=\"" + outcome + "\",version=\""
                + version + "\"} " + count + "\n";
    }

    private static Verdict verdict(MonitorView view) {
        return ((MonitorView.Says) view).verdict();
    }

    @Test
    void manyOthersThatAreJudgedForgetNothingOfThisOne() {
        counted(0, 0, 0);
        monitor.ask(about("2"));
        for (int other = 0; other < 1_500; other++) {
            monitor.ask(aboutDeployment("default/other-" + other));
            if (other % 300 == 0) {
                counted(1_000 + other, 10 + other, 10 + other);
                monitor.ask(about("2"));
            }
        }

        assertThat(verdict(monitor.ask(about("2"))).candidateRequests()).isEqualTo(2 * (10 + 1_200));
    }

    @Test
    void whatNobodyAskedAboutForLongIsForgotten() {
        counted(0, 0, 0);
        monitor.ask(about("2"));
        counted(1_000, 500, 500);
        assertThat(verdict(monitor.ask(about("2"))).candidateRequests()).isEqualTo(1_000);

        now = now.plusSeconds(700);
        monitor.ask(aboutDeployment("default/other"));

        assertThat(verdict(monitor.ask(about("2"))).candidateRequests()).isZero();
    }

    @Test
    void whatWasCountedBeforeTheFirstLookIsNotJudged() {
        counted(1_000, 500, 500);

        Verdict verdict = verdict(monitor.ask(about("2")));

        assertThat(verdict.outcome()).isEqualTo(Outcome.Hold);
        assertThat(verdict.candidateRequests()).isZero();
        assertThat(verdict.lastSeen()).isNull();
    }

    @Test
    void aCandidateThatFailsIsTakenBackWithinAFewLooks() {
        Verdict verdict = null;
        for (int look = 0; look <= 5; look++) {
            counted(100L * look, 5L * look, 5L * look);
            verdict = verdict(monitor.ask(about("2")));
        }

        assertThat(verdict.outcome()).isEqualTo(Outcome.Rollback);
        assertThat(verdict.candidateRequests()).isEqualTo(50);
        assertThat(verdict.lastSeen()).isEqualTo(now);
        assertThat(verdict.foremost().orElseThrow().message())
                .startsWith("errors 50.00% of 50 against stable 0.00% of 500");
    }

    @Test
    void anotherCandidateIsJudgedByItsOwnRequestsAlone() {
        for (int look = 0; look <= 5; look++) {
            counted(100L * look, 5L * look, 5L * look);
            monitor.ask(about("2"));
        }

        assertThat(verdict(monitor.ask(about("3"))).candidateRequests()).isZero();
    }

    @Test
    void nobodyWhoCountsIsTold() {
        assertThat(monitor.ask(about("2"))).isInstanceOf(MonitorView.Away.class);
    }

    /** A monitor that says what it was told to say. */
    private record Scripted(MonitorView view) implements Monitor {
        @Override
        public MonitorView ask(Question question) {
            return view;
        }

        @Override
        public MonitorView look(Question question) {
            return view;
        }

        @Override
        public void policy(DeploymentName deployment, List<AlarmRule> alarms) {
            // It has its own.
        }

        @Override
        public void keepPolicy(DeploymentName deployment, List<AlarmRule> alarms) {
            // It has its own.
        }
    }

    private static MonitorView says(Outcome outcome) {
        return new MonitorView.Says(new Verdict(
                Verdict.VERSION,
                DeploymentName.parse("default/loan"),
                new ModelVersion("2"),
                new ModelVersion("1"),
                0,
                SINCE,
                SINCE,
                null,
                0,
                0,
                outcome,
                List.of()));
    }

    @Test
    void whileTheMonitorIsAwayTheMachineTakesBackAndLetsNothingThrough() {
        MonitorView away = new MonitorView.Away("no route to host");

        for (Outcome here : Outcome.values()) {
            MonitorView seen = new FallbackMonitor(new Scripted(away), new Scripted(says(here))).ask(about("2"));
            assertThat(seen).isEqualTo(here == Outcome.Rollback ? says(here) : away);
        }
        assertThat(new FallbackMonitor(new Scripted(away), new Scripted(away)).ask(about("2")))
                .isEqualTo(away);
    }

    @Test
    void aMonitorThatIsThereHasTheLastWord() {
        for (Outcome there : Outcome.values()) {
            MonitorView seen = new FallbackMonitor(new Scripted(says(there)), new Scripted(says(Outcome.Rollback)))
                    .ask(about("2"));
            assertThat(seen).isEqualTo(says(there));
        }
    }
}
