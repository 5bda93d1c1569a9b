package dev.signalbox.monitor.drift;

import java.util.stream.IntStream;

/** Which of many hypotheses looked at together may be called false, so that the share of wrong calls is bounded. */
public final class Discoveries {
    private Discoveries() {}

    /**
     * Present e-values, by their logarithms, adjusted so that each may be held against 1 / alpha (e-BH: whatever depends on
     * whatever). Only present values may be put in, never the largest that they once had.
     */
    public static double[] adjustedLogs(double[] logs) {
        int[] byStrength = IntStream.range(0, logs.length)
                .boxed()
                .sorted((a, b) -> Double.compare(logs[b], logs[a]))
                .mapToInt(i -> i)
                .toArray();
        double[] adjusted = new double[logs.length];
        double best = Double.NEGATIVE_INFINITY;
        for (int rank = logs.length; rank >= 1; rank--) {
            int at = byStrength[rank - 1];
            best = Math.max(best, logs[at] + Math.log((double) rank / logs.length));
            adjusted[at] = best;
        }
        return adjusted;
    }
}
