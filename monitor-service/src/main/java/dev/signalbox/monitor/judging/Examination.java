package dev.signalbox.monitor.judging;

import dev.signalbox.api.statistics.PairedEvidence;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.Comparison;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.api.verdict.Reason;
import dev.signalbox.api.verdict.Stage;
import dev.signalbox.monitor.limits.LimitSchedule;
import dev.signalbox.monitor.limits.SeriesKey;
import java.util.Optional;

/** Looks at a candidate by one alarm after the other. */
final class Examination {
    private final Question question;
    private final Timeline timeline;
    private final Known known;

    Examination(Question question, Timeline timeline, Known known) {
        this.question = question;
        this.timeline = timeline;
        this.known = known;
    }

    /** What an alarm says. */
    Reason of(AlarmRule alarm, Needed needed) {
        Optional<Reason> reason = switch (alarm.metric()) {
            case LATENCY_P99 -> judged(alarm, needed, new LatencyAlarm(alarm, timeline, limits(alarm)).judge());
            case ERROR_RATE, REJECTION_RATE, NULL_OUTPUT_RATE -> judged(alarm, needed, rate(alarm));
            case EJECTIONS, SILENCE, PROMETHEUS -> new SettledAlarm(alarm, question, timeline, known.queried()).judge();
            case FEATURE_DRIFT, PREDICTION_DRIFT, CONFIDENCE_DRIFT ->
                new DriftAlarm(
                                alarm,
                                known.profiled(),
                                known.limits(),
                                question.since().getEpochSecond())
                        .judge(needed.harm())
                        .map(found -> ReasonWriter.drifted(alarm, found, needed));
            case MISSING_RATE ->
                new MissingAlarm(alarm, known.profiled(), needed, known.limits())
                        .judge()
                        .map(found -> ReasonWriter.judged(
                                alarm, "values of " + found.feature(), found.finding(), found.needed(), requests()));
            case DISAGREEMENT -> judged(alarm, needed, new PairAlarm(alarm, known.paired()).judge());
            case ACCURACY, DECISION_AGREEMENT, CLICK_RATE, REDO_RATE ->
                judged(alarm, needed, new AnswerAlarm(alarm, question, known.answers()).judge());
            case TRAFFIC_SPLIT -> Optional.empty();
        };
        return reason.orElseGet(() -> ReasonWriter.noData(alarm, needed, why(alarm)));
    }

    private Optional<Finding> rate(AlarmRule alarm) {
        Trials trials = Trials.of(alarm.metric(), timeline);
        return alarm.max() == null
                ? new RateAlarm(alarm, trials).judge()
                : new RateAlarm(alarm, trials, limits(alarm)).judge();
    }

    private LimitSchedule limits(AlarmRule alarm) {
        return known.limits().of(alarm, SeriesKey.WHOLE);
    }

    private Optional<Reason> judged(AlarmRule alarm, Needed needed, Optional<Finding> found) {
        if (question.stage() == Stage.Shadow
                && alarm.metric() == Metric.NULL_OUTPUT_RATE
                && alarm.comparesWithStable()) {
            found.ifPresent(finding -> weighPairs(finding.evidence()));
        }
        return found.map(finding -> ReasonWriter.judged(alarm, finding, needed, requests()));
    }

    /* In the shadow both versions answer the same requests: those on which one of them has nulls and the other has not. */
    private void weighPairs(Evidence evidence) {
        if (known.paired().pairs().isEmpty()) {
            return;
        }
        PairedEvidence paired = new PairedEvidence();
        for (PairedAnswers.Pair pair : known.paired().pairs()) {
            paired.observe(pair.onlyCandidateNull() ? 1 : 0, pair.onlyStableNull() ? 1 : 0);
        }
        evidence.weigh(paired);
    }

    private double requests() {
        return (double) timeline.candidateRequests() + timeline.stableRequests();
    }

    private String why(AlarmRule alarm) {
        String versions = "version " + question.candidate()
                + (alarm.comparesWithStable() ? " and of stable " + question.stable() : "") + " since "
                + question.since();
        return switch (alarm.metric()) {
            case NULL_OUTPUT_RATE -> "no whole tick with rows of " + versions;
            case EJECTIONS -> "no request of version " + question.candidate() + " since " + question.since();
            case FEATURE_DRIFT, PREDICTION_DRIFT, CONFIDENCE_DRIFT, MISSING_RATE ->
                alarm.comparedTo() == Comparison.Baseline
                        ? "no profiles of version " + question.candidate() + " in the bins of its training data since "
                                + question.since()
                        : "no profiles in the same bins of " + versions;
            case DISAGREEMENT -> "no recorded requests that both versions answered since " + question.since();
            case ACCURACY, DECISION_AGREEMENT, CLICK_RATE, REDO_RATE ->
                "no complete cohort of recorded requests with feedback of " + versions;
            case PROMETHEUS -> "Prometheus gives no number for the query";
            default -> "no whole tick with requests of " + versions;
        };
    }
}
