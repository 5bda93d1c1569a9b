package dev.signalbox.server.telemetry;

import dev.signalbox.api.telemetry.LatencyRecorder;
import dev.signalbox.api.telemetry.ServerCounts;
import dev.signalbox.server.profile.Profiles;
import dev.signalbox.server.profile.RequestProfiler;
import dev.signalbox.server.tensor.Tally;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Counts and profiles requests until they are drained into a window. Thread safe: a request is in one window as a whole. */
public final class ServingCounter implements ServingListener {
    /* Each thread counts in a stripe of its own, as long as there are enough, so that its lock is not contended: a thread that waits
     * for one costs more than a whole profile. A drain visits one stripe after the other. */
    private static final int STRIPES_PER_CPU = 4;
    private static final int MOST_STRIPES = 32;

    private final Stripe[] stripes;
    private final AtomicInteger threads = new AtomicInteger();
    private final ThreadLocal<Stripe> mine;
    private final LatencyRecorder latency = new LatencyRecorder();

    /** Counts with a profiler of each kind of thread that counts. */
    public ServingCounter(Supplier<RequestProfiler> profilers) {
        int count =
                Math.min(MOST_STRIPES, STRIPES_PER_CPU * Runtime.getRuntime().availableProcessors());
        this.stripes = new Stripe[count];
        Arrays.setAll(stripes, i -> new Stripe(profilers.get()));
        this.mine = ThreadLocal.withInitial(() -> stripes[Math.floorMod(threads.getAndIncrement(), count)]);
    }

    /** How many profiles a drain gives, at most. */
    public int profiles() {
        return stripes[0].profiler.size();
    }

    @Override
    public void answered(Answered answered, long nanos) {
        Stripe stripe = mine.get();
        synchronized (stripe) {
            stripe.answered(answered);
        }
        latency.recordNanos(nanos);
    }

    @Override
    public void failed(long nanos) {
        Stripe stripe = mine.get();
        synchronized (stripe) {
            stripe.errors++;
        }
        latency.recordNanos(nanos);
    }

    @Override
    public void rejected() {
        Stripe stripe = mine.get();
        synchronized (stripe) {
            stripe.rejected++;
        }
    }

    /** Takes out what was counted since the last drain; empty if that is nothing. */
    public synchronized Optional<ServerCounts> drain() {
        Counted sum = new Counted();
        Profiles profiles = Profiles.NONE;
        for (Stripe stripe : stripes) {
            Stripe.Taken taken;
            synchronized (stripe) {
                taken = stripe.drain();
            }
            sum.add(taken.counted());
            profiles = profiles.merge(taken.profiles());
        }
        if (sum.inferences + sum.errors + sum.rejected == 0) {
            return Optional.empty();
        }
        return Optional.of(new ServerCounts(
                sum.inferences,
                sum.errors,
                sum.rejected,
                sum.rows,
                sum.nullRows,
                sum.nullOutputs,
                sum.missing,
                latency.drain(),
                profiles.features(),
                profiles.outputs()));
    }

    private static class Counted {
        long inferences;
        long errors;
        long rejected;
        long rows;
        long nullRows;
        final Map<String, Long> nullOutputs = new HashMap<>();
        final Map<String, Long> missing = new HashMap<>();

        void add(Counted other) {
            inferences += other.inferences;
            errors += other.errors;
            rejected += other.rejected;
            rows += other.rows;
            nullRows += other.nullRows;
            other.nullOutputs.forEach((name, count) -> nullOutputs.merge(name, count, Long::sum));
            other.missing.forEach((name, count) -> missing.merge(name, count, Long::sum));
        }

        void clear() {
            inferences = 0;
            errors = 0;
            rejected = 0;
            rows = 0;
            nullRows = 0;
            nullOutputs.clear();
            missing.clear();
        }
    }

    /** What some threads counted; guarded by itself. */
    private static final class Stripe extends Counted {
        private final RequestProfiler profiler;

        Stripe(RequestProfiler profiler) {
            this.profiler = profiler;
        }

        void answered(Answered answered) {
            Tally tally = answered.tally();
            inferences++;
            rows += tally.rows();
            nullRows += tally.nullRows();
            tally.nullOutputs().forEach((name, count) -> nullOutputs.merge(name, count, Long::sum));
            tally.missing().forEach((name, count) -> missing.merge(name, count, Long::sum));
            profiler.add(answered.batch(), answered.outputs());
        }

        Taken drain() {
            Counted counted = new Counted();
            counted.add(this);
            Profiles profiles = inferences == 0 ? Profiles.NONE : profiler.drain();
            clear();
            return new Taken(counted, profiles);
        }

        private record Taken(Counted counted, Profiles profiles) {}
    }
}
