package dev.signalbox.monitor.labels;

import dev.signalbox.api.Require;
import java.util.Optional;

/**
 * How well a binary classifier does if its probabilities are right, without any label: advice, never a reason to act. It can see
 * neither concept drift nor regions that the model never learned. Not thread safe.
 */
public final class EstimatedPerformance {
    /* Confidence-based performance estimation: an answer of probability p is right with p where the predicted class is the
     * positive one, else with 1 - p. A class need not be that of a half: who predicts has a threshold of their own. For the curve,
     * probabilities are counted in bins, so that sums add up; within a bin their own mean stands for them. */
    private static final int BINS = 1_000;
    private static final double HALF = 0.5;

    private final long[] counts = new long[BINS + 1];
    private final double[] sums = new double[BINS + 1];
    private long answers;
    private long predictedPositive;
    private double truePositive;
    private double falseNegative;

    /** Adds the probability of the positive class, and whether that class was the answer. */
    public void observe(double probability, boolean isPositive) {
        Require.within("probability", probability, 0.0, 1.0);
        int bin = (int) (probability * BINS);
        counts[bin]++;
        sums[bin] += probability;
        answers++;
        if (isPositive) {
            predictedPositive++;
            truePositive += probability;
        } else {
            falseNegative += probability;
        }
    }

    /** What was observed, added to what another one did. */
    public void add(EstimatedPerformance other) {
        for (int bin = 0; bin <= BINS; bin++) {
            counts[bin] += other.counts[bin];
            sums[bin] += other.sums[bin];
        }
        answers += other.answers;
        predictedPositive += other.predictedPositive;
        truePositive += other.truePositive;
        falseNegative += other.falseNegative;
    }

    /** The estimate; empty where nothing was observed. */
    public Optional<Estimate> estimate() {
        if (answers == 0) {
            return Optional.empty();
        }
        double falsePositive = predictedPositive - truePositive;
        double accuracy = 1 - (falsePositive + falseNegative) / answers;
        double both = 2 * truePositive + falsePositive + falseNegative;
        return Optional.of(new Estimate(answers, accuracy, both > 0 ? 2 * truePositive / both : 0, areaUnderCurve()));
    }

    /* From the largest probability down: how many negatives a positive stands above, and half of those beside it. */
    private double areaUnderCurve() {
        double positives = 0;
        double area = 0;
        double negatives = 0;
        for (int bin = BINS; bin >= 0; bin--) {
            double positive = sums[bin];
            double negative = counts[bin] - sums[bin];
            area += negative * (positives + positive / 2);
            positives += positive;
            negatives += negative;
        }
        return positives > 0 && negatives > 0 ? area / (positives * negatives) : HALF;
    }

    /** Accuracy, F1 and the area under the curve, as they would be if the probabilities are right. */
    public record Estimate(long answers, double accuracy, double f1, double areaUnderCurve) {}
}
