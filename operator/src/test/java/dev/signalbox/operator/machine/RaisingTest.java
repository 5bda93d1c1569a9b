package dev.signalbox.operator.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.api.review.Automation;
import dev.signalbox.api.review.Degree;
import dev.signalbox.api.review.Overdue;
import dev.signalbox.api.review.ReviewPolicy;
import dev.signalbox.api.review.ShowSuggestion;
import dev.signalbox.api.route.Backend;
import dev.signalbox.api.route.BackendRole;
import dev.signalbox.api.route.Route;
import dev.signalbox.api.verdict.AlarmAction;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.api.verdict.Signal;
import dev.signalbox.api.verdict.Verdict;
import dev.signalbox.operator.plan.ModelArtifact;
import dev.signalbox.operator.plan.ServerPlan;
import dev.signalbox.operator.plan.VersionSpec;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import dev.signalbox.operator.spec.ModelDeploymentStatus.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RaisingTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:30Z");
    private static final DeploymentName NAME = DeploymentName.parse("default/loan");
    private static final Automation HUMAN = Automation.of(Degree.HumanOnly);
    private static final Automation PARTIAL = new Automation(Degree.Partial, 0.9, Map.of());
    private static final MonitorView NOT_ASKED = new MonitorView.NotAsked();
    private static final MonitorView AWAY = new MonitorView.Away("it answered 503");
    private static final MonitorView QUIET = says("drift", Signal.Passed);
    private static final MonitorView UNDECIDED = says("drift", Signal.NoData);
    private static final MonitorView FIRING = says("drift", Signal.Firing);
    private static final MonitorView OTHER = says("errors", Signal.Firing);

    static Stream<Arguments> raises() {
        String full = "{degree: Full, raiseWhenQuiet: [drift]}";
        String partial = "{degree: Partial, minConfidence: 0.9, raiseWhenQuiet: [drift]}";
        return Stream.of(
                argumentSet("quiet", HUMAN, full, QUIET, NOT_ASKED, "Full", "DegreeInForce"),
                argumentSet("not shown either way", HUMAN, full, UNDECIDED, NOT_ASKED, "Full", "DegreeInForce"),
                argumentSet("another alarm fires", HUMAN, full, OTHER, NOT_ASKED, "Full", "DegreeInForce"),
                argumentSet("it fires", HUMAN, full, FIRING, NOT_ASKED, "HumanOnly", "AlarmFiring"),
                argumentSet("it fires of the candidate", HUMAN, full, QUIET, FIRING, "HumanOnly", "AlarmFiring"),
                argumentSet("nobody says", HUMAN, full, AWAY, NOT_ASKED, "HumanOnly", "MonitorAway"),
                argumentSet("it was not asked", HUMAN, full, NOT_ASKED, NOT_ASKED, "HumanOnly", "MonitorAway"),
                argumentSet("half way up", HUMAN, partial, FIRING, NOT_ASKED, "HumanOnly", "AlarmFiring"),
                argumentSet("from half way up", PARTIAL, full, FIRING, NOT_ASKED, "Partial", "AlarmFiring"),
                argumentSet(
                        "down at once",
                        PARTIAL,
                        "{degree: HumanOnly, raiseWhenQuiet: [drift]}",
                        FIRING,
                        NOT_ASKED,
                        "HumanOnly",
                        "DegreeInForce"),
                argumentSet("down from all", null, partial, FIRING, NOT_ASKED, "Partial", "DegreeInForce"),
                argumentSet("as it is", PARTIAL, partial, FIRING, NOT_ASKED, "Partial", "DegreeInForce"),
                argumentSet("without a condition", HUMAN, "{degree: Full}", FIRING, NOT_ASKED, "Full", null));
    }

    @ParameterizedTest
    @MethodSource("raises")
    void aHigherDegreeWaitsForQuiet(
            @Nullable Automation now,
            String asked,
            MonitorView alarms,
            MonitorView candidate,
            String degree,
            @Nullable String reason)
            throws JsonProcessingException {
        Observation seen = observation(asked, route(now), alarms, candidate);
        Decision decision = RolloutMachine.decide(state(), seen);

        assertThat(written(decision, seen).degree()).isEqualTo(Degree.valueOf(degree));
        Optional<Condition> condition = Conditions.of(StatusReport.of(seen, decision), "Automation");
        assertThat(condition.map(Condition::reason).orElse(null)).isEqualTo(reason);
        boolean waits = reason != null && !reason.equals("DegreeInForce");
        assertThat(condition.map(Condition::status).orElse("True")).isEqualTo(waits ? "False" : "True");
        assertThat(decision.settled() && waits).as("it is looked at again soon").isFalse();
    }

    @Test
    void theConditionSaysWhatIsWaitedFor() throws JsonProcessingException {
        String asked = "{degree: Full, raiseWhenQuiet: [drift]}";
        assertThat(new Raising(observation(asked, route(HUMAN), FIRING, NOT_ASKED)).obstacle())
                .contains(new Explanation(
                        Reason.ALARM_FIRING, "the degree stays HumanOnly instead of Full: alarm drift is not quiet"));
        assertThat(new Raising(observation(asked, route(HUMAN), AWAY, NOT_ASKED)).obstacle())
                .contains(new Explanation(
                        Reason.MONITOR_AWAY,
                        "the degree stays HumanOnly instead of Full: the monitor does not say whether alarms are quiet:"
                                + " it answered 503"));
    }

    @Test
    void whileADegreeWaitsEverythingElseIsTakenUp() throws JsonProcessingException {
        Observation seen = observation(
                "{degree: Full, raiseWhenQuiet: [drift], auditShare: 5%, disagreementShare: 7%, overdue: Keep}",
                route(PARTIAL), FIRING, NOT_ASKED);

        assertThat(new Raising(seen).inForce())
                .isEqualTo(PARTIAL.withAuditShare(Weight.ofPercent(5))
                        .withDisagreementShare(Weight.ofPercent(7))
                        .withReview(new ReviewPolicy(null, Overdue.Keep, ShowSuggestion.AfterDecision)));
    }

    static Stream<Arguments> confidences() {
        Automation byClass = new Automation(Degree.Partial, 0.9, Map.of("1", 0.95));
        return Stream.of(
                argumentSet("less", PARTIAL, "minConfidence: 0.8", PARTIAL, true),
                argumentSet("more", PARTIAL, "minConfidence: 0.95", partial(0.95, Map.of()), false),
                argumentSet("as much", PARTIAL, "minConfidence: 0.9", PARTIAL, false),
                argumentSet(
                        "less of a class alone",
                        PARTIAL,
                        "minConfidence: 0.9, minConfidenceByClass: {'1': 0.5}",
                        partial(0.9, Map.of("1", 0.9)),
                        true),
                argumentSet("a class less", byClass, "minConfidence: 0.9", byClass, true),
                argumentSet(
                        "what is more is taken up at once",
                        byClass,
                        "minConfidence: 0.8, minConfidenceByClass: {'1': 0.99}",
                        partial(0.9, Map.of("1", 0.99)),
                        true));
    }

    private static Automation partial(double usual, Map<String, Double> byClass) {
        return new Automation(Degree.Partial, usual, byClass);
    }

    @ParameterizedTest
    @MethodSource("confidences")
    void lessConfidenceWaitsForQuiet(Automation now, String asked, Automation inForce, boolean waits)
            throws JsonProcessingException {
        String spec = "{degree: Partial, raiseWhenQuiet: [drift], " + asked + "}";
        Raising raising = new Raising(observation(spec, route(now), FIRING, NOT_ASKED));

        assertThat(raising.inForce()).isEqualTo(inForce);
        assertThat(raising.obstacle().map(Explanation::message))
                .isEqualTo(
                        waits
                                ? Optional.of("the degree Partial takes no less confidence than before:"
                                        + " alarm drift is not quiet")
                                : Optional.empty());
        Raising later = new Raising(observation(spec, route(inForce), QUIET, NOT_ASKED));
        assertThat(later.obstacle()).isEmpty();
        assertThat(question(spec, route(now)).isPresent()).isEqualTo(waits);
    }

    @Test
    void theFirstRouteHasNothingToStayAt() throws JsonProcessingException {
        Observation seen = observation("{degree: Full, raiseWhenQuiet: [drift]}", null, FIRING, NOT_ASKED);

        assertThat(new Raising(seen).obstacle()).isEmpty();
    }

    @Test
    void theMonitorIsAskedOnlyWhereSomethingDependsOnIt() throws JsonProcessingException {
        String gated = "{degree: Full, raiseWhenQuiet: [drift]}";
        assertThat(question(gated, route(PARTIAL)).orElseThrow()).satisfies(asked -> {
            assertThat(asked.candidate()).isEqualTo(new ModelVersion("1"));
            assertThat(asked.stable()).isEqualTo(new ModelVersion("none"));
            assertThat(asked.since()).isEqualTo(Instant.parse("2026-05-01T11:00:00Z"));
        });
        assertThat(question(gated, route(null))).isEmpty();
        assertThat(question(gated, null)).isEmpty();
        assertThat(question("{degree: Full}", route(PARTIAL))).isEmpty();
        assertThat(question("{degree: HumanOnly, raiseWhenQuiet: [drift]}", route(PARTIAL)))
                .isEmpty();
    }

    private static Optional<Question> question(String asked, @Nullable Route route) throws JsonProcessingException {
        Observation seen = observation(asked, route, NOT_ASKED, NOT_ASKED);
        return Raising.question(state(), seen.facts(), seen.acceptance(), NOON);
    }

    private static Automation written(Decision decision, Observation seen) {
        Route route = decision.effects().stream()
                .filter(Effect.WriteRoute.class::isInstance)
                .map(effect -> ((Effect.WriteRoute) effect).route())
                .findFirst()
                .orElse(seen.facts().route());
        return route == null || route.automation() == null ? Automation.FULL : route.automation();
    }

    private static RolloutState state() {
        Versions versions =
                new Versions(new Versions.Serving(version(), NOON.minus(Duration.ofDays(3))), null, List.of(), null);
        return new RolloutState(
                new RolloutPhase.Stable(NOON.minus(Duration.ofDays(3))),
                versions,
                new RouteMemory(5, NOON),
                null,
                List.of(),
                null);
    }

    private static VersionSpec version() {
        return new VersionSpec(new ModelArtifact(new ModelVersion("1"), "/models/1", null), ServerPlan.DEFAULT);
    }

    private static Observation observation(
            String automation, @Nullable Route route, MonitorView alarms, MonitorView candidate)
            throws JsonProcessingException {
        ModelDeploymentSpec spec = YAML.readValue(
                "model: {version: '1', uri: /models/1}\nautomation: " + automation + "\n", ModelDeploymentSpec.class);
        var document = new DeploymentFacts.Document(1, false, spec, List.of(), null);
        VersionFacts facts =
                new VersionFacts(version().fingerprint(), 1, 1, new Address.OfService("loan-1", 8080), null);
        DeploymentFacts all = new DeploymentFacts(NAME, document, Map.of(new ModelVersion("1"), facts), route);
        Observation plain = new Observation(NOON, all, Acceptance.of(state(), document), List.of(), candidate);
        return new Observation(
                plain.now(),
                plain.facts(),
                plain.acceptance(),
                plain.routers(),
                plain.monitor(),
                plain.smoke(),
                plain.retraining(),
                alarms);
    }

    private static Route route(@Nullable Automation automation) {
        return new Route(
                        NAME,
                        5,
                        List.of(Backend.ofService(
                                new ModelVersion("1"), BackendRole.Stable, "loan-1", 8080, Weight.ALL)),
                        null,
                        null,
                        2_000,
                        true)
                .withAutomation(automation);
    }

    private static MonitorView says(String alarm, Signal signal) {
        return new MonitorView.Says(new Verdict(
                Verdict.VERSION,
                NAME,
                new ModelVersion("1"),
                new ModelVersion("none"),
                1,
                NOON,
                NOON,
                null,
                10,
                0,
                Outcome.Hold,
                List.of(new dev.signalbox.api.verdict.Reason(
                        alarm,
                        Metric.FEATURE_DRIFT,
                        AlarmAction.Hold,
                        signal,
                        null,
                        null,
                        null,
                        null,
                        10,
                        0,
                        1,
                        20,
                        1,
                        20,
                        null,
                        "as it is"))));
    }
}
