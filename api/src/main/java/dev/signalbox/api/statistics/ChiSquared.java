package dev.signalbox.api.statistics;

import dev.signalbox.api.Require;

/** The chi-squared distribution: how improbable a sum of squares is, and which sum is as improbable as that. */
public final class ChiSquared {
    /* The regularised incomplete gamma function by its series below a + 1 and by Lentz's continued fraction above, as in
     * Numerical Recipes 6.2; the quantile by bisection on it. */
    private static final double PRECISION = 1e-15;
    private static final double TINY = 1e-300;
    private static final int MOST_STEPS = 10_000;
    private static final int HALVINGS = 200;

    private ChiSquared() {}

    /** The probability that a chi-squared variable of so many degrees of freedom is at least the value. */
    public static double upperTail(double value, double degrees) {
        Require.within("degrees", degrees, 1e-9, 1e9);
        if (!(value > 0)) {
            return 1;
        }
        double a = degrees / 2;
        double x = value / 2;
        return x < a + 1 ? 1 - lowerSeries(a, x) : upperFraction(a, x);
    }

    /** The value that is reached or exceeded with this probability. */
    public static double criticalValue(double probability, double degrees) {
        Require.within("probability", probability, 1e-300, 1.0);
        double low = 0;
        double high = degrees + 10;
        while (upperTail(high, degrees) > probability) {
            high *= 2;
        }
        for (int step = 0; step < HALVINGS && high - low > PRECISION * high; step++) {
            double middle = (low + high) / 2;
            if (upperTail(middle, degrees) > probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    private static double lowerSeries(double a, double x) {
        double term = 1 / a;
        double sum = term;
        for (int n = 1; n < MOST_STEPS && term > sum * PRECISION; n++) {
            term *= x / (a + n);
            sum += term;
        }
        return sum * front(a, x);
    }

    private static double upperFraction(double a, double x) {
        double b = x + 1 - a;
        double c = 1 / TINY;
        double d = 1 / b;
        double product = d;
        for (int n = 1; n < MOST_STEPS; n++) {
            double an = -n * (n - a);
            b += 2;
            d = 1 / nonZero(an * d + b);
            c = nonZero(b + an / c);
            double factor = d * c;
            product *= factor;
            if (Math.abs(factor - 1) < PRECISION) {
                break;
            }
        }
        return front(a, x) * product;
    }

    private static double nonZero(double x) {
        return Math.abs(x) < TINY ? TINY : x;
    }

    private static double front(double a, double x) {
        return Math.exp(-x + a * Math.log(x) - LogSpace.logGamma(a));
    }
}
