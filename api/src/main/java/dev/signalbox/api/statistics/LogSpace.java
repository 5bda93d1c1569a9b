package dev.signalbox.api.statistics;

/** Sums, gamma and beta functions of large and small numbers, by their logarithms. */
final class LogSpace {
    /* Lanczos' approximation with g = 7 and nine terms: 15 digits for positive arguments. */
    private static final double[] LANCZOS = {
        0.9999999999998099,
        676.5203681218851,
        -1259.1392167224028,
        771.3234287776531,
        -176.6150291621406,
        12.507343278686905,
        -0.13857109526572012,
        9.984369578019572e-6,
        1.5056327351493116e-7
    };

    private LogSpace() {}

    /** The logarithm of the mean of the exponentials. */
    static double logMeanExp(double[] logs) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double log : logs) {
            largest = Math.max(largest, log);
        }
        if (Double.isInfinite(largest)) {
            return largest;
        }
        double sum = 0;
        for (double log : logs) {
            sum += Math.exp(log - largest);
        }
        return largest + Math.log(sum / logs.length);
    }

    /** The log-likelihood of so many events in so many trials, without the binomial coefficient. */
    static double logLikelihood(long events, long trials, double rate) {
        double seen = events == 0 ? 0 : events * Math.log(rate);
        double unseen = trials == events ? 0 : (trials - events) * Math.log1p(-rate);
        return seen + unseen;
    }

    static double logGamma(double x) {
        if (x < 0.5) {
            return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
        }
        double z = x - 1;
        double sum = LANCZOS[0];
        for (int i = 1; i < LANCZOS.length; i++) {
            sum += LANCZOS[i] / (z + i);
        }
        double t = z + LANCZOS.length - 1.5;
        return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
    }

    static double logBeta(double a, double b) {
        return logGamma(a) + logGamma(b) - logGamma(a + b);
    }
}
