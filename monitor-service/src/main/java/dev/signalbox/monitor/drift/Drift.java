package dev.signalbox.monitor.drift;

import dev.signalbox.api.profile.BinnedNumbers;
import dev.signalbox.api.profile.FeatureProfile;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far one feature, output or confidence lies from its reference, and how sure it is that it moved.
 *
 * <p>{@code effect} is the population stability index without what noise adds to it on average, and at least 0: the value that
 * alarms hold against their limit. {@code critical} is what the index itself reaches in one of twenty windows where nothing moved;
 * {@code logEvidence} is the logarithm of an e-value that may be looked at at any time, {@code probability} that of a G-test of
 * this one window. {@code kolmogorovSmirnov} and {@code wasserstein} (in deviations of the reference, between the outer edges) are
 * told by bins, of numbers alone; the former is at most what the numbers themselves would give.
 */
public record Drift(
        String name,
        long referenceRows,
        long rows,
        double stabilityIndex,
        double effect,
        double critical,
        double jensenShannon,
        double hellinger,
        double cramersV,
        @Nullable Double kolmogorovSmirnov,
        @Nullable Double wasserstein,
        double probability,
        double logEvidence) {
    private static final double USUAL_ALPHA = 0.05;

    /** The drift of what was seen from training data; empty where both were counted in different bins, or nothing was. */
    public static Optional<Drift> fromBaseline(String name, FeatureProfile baseline, FeatureProfile seen) {
        return Alignment.of(baseline, seen)
                .filter(TwoSamples::isComparable)
                .map(samples -> of(name, samples, baseline, seen, BaselineEvidence.log(samples)));
    }

    static Optional<Drift> between(String name, FeatureProfile reference, FeatureProfile current, double logEvidence) {
        return Alignment.of(reference, current)
                .filter(TwoSamples::isComparable)
                .map(samples -> of(name, samples, reference, current, logEvidence));
    }

    private static Drift of(
            String name, TwoSamples samples, FeatureProfile reference, FeatureProfile current, double logEvidence) {
        double index = Distances.populationStability(samples);
        BinnedNumbers from = reference.values();
        BinnedNumbers to = current.values();
        boolean numbers = from != null && to != null && from.total() > 0 && to.total() > 0;
        return new Drift(
                name,
                samples.referenceTotal(),
                samples.currentTotal(),
                index,
                Math.max(0, index - Distances.populationStabilityBias(samples)),
                Distances.populationStabilityCriticalValue(samples, USUAL_ALPHA),
                Distances.jensenShannonUnbiased(samples),
                Distances.hellinger(samples),
                Contingency.cramersVUnbiased(samples),
                numbers && from != null && to != null ? BinnedDistances.kolmogorovSmirnov(from, to) : null,
                numbers && from != null && to != null ? BinnedDistances.wasserstein(from, to) : null,
                Contingency.pValue(samples),
                logEvidence);
    }
}
