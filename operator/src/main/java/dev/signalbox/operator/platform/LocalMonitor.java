package dev.signalbox.operator.platform;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.operator.judging.Counts;
import dev.signalbox.operator.judging.LocalEvidence;
import dev.signalbox.operator.judging.LocalJudge;
import dev.signalbox.operator.judging.MetricsText;
import dev.signalbox.operator.judging.Stretch;
import dev.signalbox.operator.machine.MonitorView;
import dev.signalbox.operator.machine.Question;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges where nobody else does, by what routers and model servers of this machine count. Thread safe; questions about one
 * deployment come one at a time.
 */
final class LocalMonitor implements Monitor {
    /* What was seen is kept in memory: a restarted operator begins anew from its first look, which can only delay a verdict. */
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration QUIET = Duration.ofMinutes(10);
    private static final int MOST_DEPLOYMENTS = 1_000;

    private final CountSources sources;
    private final Clock clock;
    private final Map<DeploymentName, Course> courses = new ConcurrentHashMap<>();

    LocalMonitor(CountSources sources, Clock clock) {
        this.sources = sources;
        this.clock = clock;
    }

    /** What is judged: another one begins with nothing. */
    private record Subject(ModelVersion candidate, ModelVersion stable, Instant since, boolean shadow) {
        static Subject of(Question question) {
            return new Subject(
                    question.candidate(),
                    question.stable(),
                    question.since(),
                    question.stage() instanceof Question.Stage.Shadow);
        }
    }

    /** What was seen of a subject so far. Used by one thread at a time. */
    private static final class Course {
        private final Subject subject;
        private final Map<URI, Stretch> totals = new HashMap<>();
        private LocalEvidence evidence;
        private volatile @Nullable Instant looked;
        private @Nullable Instant lastSeen;

        Course(Subject subject, List<AlarmRule> alarms) {
            this.subject = subject;
            this.evidence = new LocalEvidence(alarms);
        }

        boolean due(Instant now) {
            Instant at = looked;
            return at == null || !now.isBefore(at.plus(LOOK)) || now.isBefore(at);
        }

        boolean quiet(Instant now) {
            Instant at = looked;
            return at != null && at.plus(QUIET).isBefore(now);
        }

        Instant lookedAt() {
            Instant at = looked;
            return at == null ? Instant.MAX : at;
        }

        void add(Question question, Map<URI, String> texts, Instant now) {
            Stretch sum = new Stretch(Counts.NONE, Counts.NONE);
            for (Map.Entry<URI, String> text : texts.entrySet()) {
                Stretch total = new Stretch(
                        MetricsText.read(text.getValue(), question.deployment(), subject.candidate(), subject.shadow()),
                        MetricsText.read(text.getValue(), question.deployment(), subject.stable(), false));
                Stretch before = totals.put(text.getKey(), total);
                if (before != null) {
                    sum = sum.plus(new Stretch(
                            total.candidate().since(before.candidate()),
                            total.stable().since(before.stable())));
                }
            }
            looked = now;
            if (sum.candidate().requests() > 0) {
                lastSeen = now;
            }
            if (!sum.equals(new Stretch(Counts.NONE, Counts.NONE))) {
                evidence.observe(sum);
            }
        }
    }

    @Override
    public MonitorView ask(Question question) {
        Subject subject = Subject.of(question);
        Course course = courses.compute(
                question.deployment(),
                (name, old) ->
                        old != null && old.subject.equals(subject) ? old : new Course(subject, question.alarms()));
        /* Of other alarms nothing is known yet: what a look showed is not kept beyond it. */
        if (!course.evidence.isOf(question.alarms())) {
            course.evidence = new LocalEvidence(question.alarms());
        }
        Instant now = clock.instant();
        if (course.due(now)) {
            forget(now);
            Map<URI, String> texts = sources.texts(question);
            if (texts.isEmpty()) {
                return new MonitorView.Away("no router shows its counts (signalbox.operator.routers)");
            }
            course.add(question, texts, now);
        }
        return new MonitorView.Says(LocalJudge.judge(question, course.evidence, now, course.lastSeen));
    }

    /* Whoever is judged is asked about all the time. */
    private void forget(Instant now) {
        courses.values().removeIf(course -> course.quiet(now));
        if (courses.size() > MOST_DEPLOYMENTS) {
            courses.entrySet().stream()
                    .min(Comparator.comparing(entry -> entry.getValue().lookedAt()))
                    .ifPresent(oldest -> courses.remove(oldest.getKey(), oldest.getValue()));
        }
    }

    /* What was seen of a candidate is not to be given up for it. */
    @Override
    public MonitorView look(Question question) {
        return new MonitorView.Away("this machine judges candidates alone (signalbox.operator.monitor is not set)");
    }

    @Override
    public void policy(DeploymentName deployment, List<AlarmRule> alarms) {
        // The question brings the alarms along.
    }

    @Override
    public void keepPolicy(DeploymentName deployment, List<AlarmRule> alarms) {
        // It does not learn.
    }
}
