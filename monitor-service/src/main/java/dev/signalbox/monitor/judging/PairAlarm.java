package dev.signalbox.monitor.judging;

import dev.signalbox.api.statistics.ConfidenceSequence;
import dev.signalbox.api.statistics.LimitEvidence;
import dev.signalbox.api.statistics.Tick;
import dev.signalbox.api.verdict.AlarmRule;
import java.util.Optional;

/** An alarm over the share of requests that both versions answered differently. */
final class PairAlarm {
    /* With fewer questions asked again, how often stable differs from itself is not known. */
    private static final long LEAST_QUESTIONS = 30;

    private final AlarmRule rule;
    private final PairedAnswers paired;

    PairAlarm(AlarmRule rule, PairedAnswers paired) {
        this.rule = rule;
        this.paired = paired;
    }

    /** What the pairs show; empty where there are none, or where the noise floor that the rule is about is not known. */
    Optional<Finding> judge() {
        boolean overNoise = rule.comparesWithStable();
        if (paired.pairs().isEmpty() || (overNoise && paired.sameQuestions() < LEAST_QUESTIONS)) {
            return Optional.empty();
        }
        double limit = Math.min(1, overNoise ? overNoise() : limit());
        Evidence evidence = new Evidence(LimitEvidence.exceeding(limit), LimitEvidence.keeping(limit));
        for (PairedAnswers.Pair pair : paired.pairs()) {
            evidence.observe(new Tick(1, pair.differs() ? 1 : 0, 0, 0));
        }
        return Optional.of(new Finding(
                evidence,
                new Finding.Measured(evidence.candidateRate(), evidence.candidate()),
                ConfidenceSequence.ofRate(evidence.candidateEvents(), evidence.candidate()),
                overNoise
                        ? new Finding.Measured(
                                (double) paired.selfDifferences() / paired.sameQuestions(), paired.sameQuestions())
                        : null,
                limit));
    }

    private double limit() {
        Double max = rule.max();
        return max == null ? 1 : max;
    }

    private double overNoise() {
        double floor = ConfidenceSequence.ofRate(paired.selfDifferences(), paired.sameQuestions())
                .high();
        Double ratio = rule.ratio();
        Double margin = rule.margin();
        return ratio != null ? floor * ratio : floor + (margin == null ? 0 : margin);
    }
}
