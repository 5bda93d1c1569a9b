package dev.signalbox.server.http;

import dev.signalbox.server.codec.ModelDocuments;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** How many inference requests were answered and refused since the start, and how long that took. Thread safe. */
@ApplicationScoped
public class RequestStatistics {
    private static final int OK = 200;

    private final MeterRegistry registry;
    private final LongAdder answered = new LongAdder();
    private final LongAdder answeredNanos = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder failedNanos = new LongAdder();
    private final AtomicLong last = new AtomicLong();

    RequestStatistics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Counts a request that ended with a status, so long after it began, at a time of the wall clock. */
    public void count(int status, long nanos, long epochMillis) {
        if (status == OK) {
            answered.increment();
            answeredNanos.add(nanos);
            last.accumulateAndGet(epochMillis, Math::max);
        } else {
            failed.increment();
            failedNanos.add(nanos);
        }
    }

    /** What was counted until now. */
    ModelDocuments.Statistics now() {
        var rows = registry.find("signalbox.model.rows").counter();
        DistributionSummary batches =
                registry.find("signalbox.model.batch.rows").summary();
        return new ModelDocuments.Statistics(
                last.get(),
                rows == null ? 0 : (long) rows.count(),
                batches == null ? answered.sum() : batches.count(),
                new ModelDocuments.Spent(answered.sum(), answeredNanos.sum()),
                new ModelDocuments.Spent(failed.sum(), failedNanos.sum()));
    }
}
