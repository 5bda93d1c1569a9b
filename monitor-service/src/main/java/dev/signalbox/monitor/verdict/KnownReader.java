package dev.signalbox.monitor.verdict;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.profile.ReferenceProfile;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.api.verdict.Stage;
import dev.signalbox.monitor.baseline.BaselineStore;
import dev.signalbox.monitor.judging.Known;
import dev.signalbox.monitor.judging.KnownAnswer;
import dev.signalbox.monitor.judging.PairedAnswers;
import dev.signalbox.monitor.judging.Profiled;
import dev.signalbox.monitor.judging.Question;
import dev.signalbox.monitor.labels.KnownAnswers;
import dev.signalbox.monitor.labels.PairCollector;
import dev.signalbox.monitor.profile.ProfileSlice;
import dev.signalbox.monitor.prometheus.PrometheusQueries;
import dev.signalbox.monitor.records.RecordQuery;
import dev.signalbox.monitor.records.RecordReader;
import dev.signalbox.monitor.telemetry.CountsReader;
import dev.signalbox.monitor.telemetry.ProfileReader;
import dev.signalbox.monitor.telemetry.Steps;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads what is stored about a question, as far as the alarms of its policy need it. Thread safe. */
@Singleton
class KnownReader {
    private static final ReferenceProfile NO_BASELINE =
            new ReferenceProfile(ReferenceProfile.VERSION, 0, Map.of(), Map.of());

    /* Profiles of a long rollout are compared in fewer, longer slots. */
    private static final long MOST_SLOTS = 120;
    private static final Duration SLOT = Duration.ofSeconds(10);

    private final CountsReader counts;
    private final ProfileReader profiles;
    private final RecordReader records;
    private final BaselineStore baselines;
    private final PrometheusQueries queries;
    private final JudgingConfig config;

    KnownReader(
            CountsReader counts,
            ProfileReader profiles,
            RecordReader records,
            BaselineStore baselines,
            PrometheusQueries queries,
            JudgingConfig config) {
        this.counts = counts;
        this.profiles = profiles;
        this.records = records;
        this.baselines = baselines;
        this.queries = queries;
        this.config = config;
    }

    /** Everything that the policy's alarms look at. */
    Known read(Question question, JudgePolicy policy) {
        Set<Metric> metrics = policy.alarms().stream().map(AlarmRule::metric).collect(Collectors.toSet());
        boolean ofProfiles = metrics.stream().anyMatch(metric -> metric.isDrift() || metric.isOfFeatures());
        boolean ofPairs = metrics.contains(Metric.DISAGREEMENT)
                || (question.stage() == Stage.Shadow && metrics.contains(Metric.NULL_OUTPUT_RATE));
        boolean ofAnswers = metrics.stream().anyMatch(KnownReader::isOfAnswers);
        return new Known(
                counts.read(question, config.lookback()),
                ofProfiles ? profiled(question) : Profiled.NOTHING,
                ofAnswers ? answers(question) : List.of(),
                ofPairs ? paired(question) : PairedAnswers.NONE,
                metrics.contains(Metric.PROMETHEUS) ? queries.ask(question, policy) : Map.of());
    }

    private static boolean isOfAnswers(Metric metric) {
        return switch (metric) {
            case ACCURACY, DECISION_AGREEMENT, CLICK_RATE, REDO_RATE -> true;
            default -> false;
        };
    }

    private Profiled profiled(Question question) {
        Instant until = question.asOf().minus(SLOT);
        if (!until.isAfter(question.since())) {
            return Profiled.NOTHING;
        }
        Duration slot = SLOT.multipliedBy(Math.max(
                1, Math.ceilDiv(Duration.between(question.since(), until).toSeconds(), SLOT.toSeconds() * MOST_SLOTS)));
        Steps judged = new Steps(question.since(), until, slot);
        return new Profiled(
                slices(question, question.candidate(), judged),
                slices(question, question.stable(), judged),
                before(question, slot),
                baseline(question, question.candidate()),
                baseline(question, question.stable()));
    }

    private List<ProfileSlice> before(Question question, Duration slot) {
        Instant from = question.since().minus(config.lookback());
        return from.isBefore(question.since())
                ? slices(question, question.stable(), new Steps(from, question.since(), slot))
                : List.of();
    }

    private List<ProfileSlice> slices(Question question, ModelVersion version, Steps steps) {
        return profiles.profiles(question.deployment(), version, steps);
    }

    private ReferenceProfile baseline(Question question, ModelVersion version) {
        return baselines.get(question.deployment(), version).orElse(NO_BASELINE);
    }

    /* Cohorts whose time for feedback is over, of both versions alike. */
    private List<KnownAnswer> answers(Question question) {
        Instant complete = question.asOf().minus(config.feedbackWindow());
        List<KnownAnswer> answers = new ArrayList<>();
        if (complete.isAfter(question.since())) {
            RecordQuery query =
                    new RecordQuery(question.deployment(), question.since(), complete, config.mostRecords());
            for (ModelVersion version : List.of(question.candidate(), question.stable())) {
                records.judged(
                        query, version, judged -> answers.add(KnownAnswers.of(judged.record(), judged.feedback())));
            }
        }
        return answers;
    }

    private PairedAnswers paired(Question question) {
        PairCollector collector = new PairCollector();
        if (question.asOf().isAfter(question.since())) {
            RecordQuery query =
                    new RecordQuery(question.deployment(), question.since(), question.asOf(), config.mostRecords());
            records.pairs(
                    query, question.candidate(), question.stable(), pair -> collector.add(pair.one(), pair.other()));
        }
        return collector.collected();
    }
}
