package dev.signalbox.router.limit;

import java.util.concurrent.TimeUnit;

/**
 * Finds by latency how many requests a version can work on at the same time: as long as more of them do not make all of them
 * slower, more are let in. Not thread safe.
 */
public final class LatencyLimit {
    /* The gradient controller of Envoy [1] with the smoothing of Netflix' Gradient2 [2]: a window's mean latency is compared with the
     * latency that the version has without a queue; what is above the tolerance takes the limit down in proportion, and the square
     * root of the limit is always added, so that it looks for more. The latency without a queue is the least window's. It
     * grows old, since versions and their requests change; where the load itself does not fall below half of the limit, that
     * is halved for a few windows to measure anew, which is BBR's [3] way to see past a queue of its own making. Envoy lets in
     * three requests for that; half costs less and is enough, since the limit settles below twice of what the version can do.
     * [1] Envoy: adaptive concurrency filter. [2] Netflix: concurrency-limits. [3] Cardwell et al.: BBR, ACM Queue 14(5), 2016. */
    private static final double TOLERANCE = 1.5;
    private static final double STEEPEST = 0.5;
    private static final double SMOOTHING = 0.2;
    private static final double FOLLOWING = 0.1;
    private static final double AFTER_TIMEOUTS = 0.9;
    private static final int TIMEOUTS_OF_TEN = 1;
    private static final int LEAST_SAMPLES = 10;
    private static final int MEASURING_WINDOWS = 4;
    private static final int FIRST = 32;
    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long OLD_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LimitRule rule;
    private double limit;
    private double baseline;
    private long measuredAt;
    private int measuring;
    private double beforeMeasuring;
    private double leastMeasured;
    private long windowStart;
    private int samples;
    private int timeouts;
    private double sum;
    private long peak;

    /** A limit that knows nothing of the version yet. */
    public LatencyLimit(LimitRule rule, long nanoTime) {
        this.rule = rule;
        this.limit = Math.clamp(FIRST, rule.least(), rule.most());
        this.windowStart = nanoTime;
        this.measuredAt = nanoTime;
    }

    /** How many requests may be under way now. */
    public int now() {
        double held = measuring > 0 ? beforeMeasuring / 2 : limit;
        return Math.clamp(Math.round(held), rule.least(), rule.most());
    }

    /** Another version answers from now on: what was learnt of the last one's latency says nothing about it. */
    public void forget(long nanoTime) {
        baseline = 0;
        measuring = 0;
        measuredAt = nanoTime;
        begin(nanoTime);
    }

    /** Takes note of a request that ended, with what was under way then. Returns whether the limit may be another now. */
    public boolean ended(long nanoTime, Ended request) {
        samples++;
        sum += (double) request.nanos();
        timeouts += request.timedOut() ? 1 : 0;
        peak = Math.max(peak, request.underWay());
        double window = Math.max((double) WINDOW_NANOS, 2 * baseline);
        if (samples < LEAST_SAMPLES || (double) (nanoTime - windowStart) < window) {
            return false;
        }
        close(nanoTime, sum / samples);
        begin(nanoTime);
        return true;
    }

    /** A request that was answered, or was not in time, and all requests that were under way when it ended. */
    public record Ended(long nanos, long underWay, boolean timedOut) {}

    private void begin(long nanoTime) {
        windowStart = nanoTime;
        samples = 0;
        timeouts = 0;
        sum = 0;
        peak = 0;
    }

    private void close(long nanoTime, double mean) {
        if (measuring > 0) {
            measure(nanoTime, mean);
        } else {
            boolean idle = peak * 2 <= limit;
            learn(nanoTime, mean, idle);
            if (measuring == 0) {
                adjust(mean, idle);
            }
        }
    }

    /* The first window still holds what was let in before. */
    private void measure(long nanoTime, double mean) {
        if (measuring < MEASURING_WINDOWS) {
            leastMeasured = leastMeasured == 0 ? mean : Math.min(leastMeasured, mean);
        }
        measuring--;
        if (measuring == 0) {
            baseline = leastMeasured;
            measuredAt = nanoTime;
            limit = beforeMeasuring;
        }
    }

    private void learn(long nanoTime, double mean, boolean idle) {
        if (baseline == 0 || mean < baseline) {
            baseline = mean;
            measuredAt = nanoTime;
        } else if (idle) {
            baseline += FOLLOWING * (mean - baseline);
            measuredAt = nanoTime;
        } else if (nanoTime - measuredAt >= OLD_NANOS) {
            measuring = MEASURING_WINDOWS;
            beforeMeasuring = limit;
            leastMeasured = 0;
        }
    }

    private void adjust(double mean, boolean idle) {
        if (timeouts * 10 >= samples * TIMEOUTS_OF_TEN) {
            limit = bounded(limit * AFTER_TIMEOUTS);
            return;
        }
        double gradient = Math.clamp(TOLERANCE * baseline / mean, STEEPEST, 1.0);
        double wanted = limit * gradient + Math.sqrt(limit);
        double next = (1 - SMOOTHING) * limit + SMOOTHING * wanted;
        if (next < limit || !idle) {
            limit = bounded(next);
        }
    }

    private double bounded(double wanted) {
        return Math.clamp(wanted, rule.least(), rule.most());
    }
}
