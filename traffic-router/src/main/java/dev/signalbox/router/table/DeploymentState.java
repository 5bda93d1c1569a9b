package dev.signalbox.router.table;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.router.count.FailoverBudget;
import dev.signalbox.router.count.Occupancy;
import dev.signalbox.router.limit.LatencyLimit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What goes on from revision to revision of one deployment's route. */
public final class DeploymentState {
    private final AtomicLong tickets = new AtomicLong();
    private final AtomicLong copies = new AtomicLong();
    private final FailoverBudget budget;
    private final Occupancy underWay;
    private final LongAdder shed = new LongAdder();
    private final @Nullable LatencyLimit limit;
    private @Nullable ModelVersion measured;

    DeploymentState(VersionRules rules) {
        this.budget = new FailoverBudget(rules.failoverPercent(), rules.failoverBurst());
        this.limit = rules.limit().adaptive() ? new LatencyLimit(rules.limit(), System.nanoTime()) : null;
        this.underWay = new Occupancy(limit == null ? rules.limit().most() : limit.now());
    }

    /** Numbers the requests that the weights divide. */
    public long ticket() {
        return tickets.getAndIncrement();
    }

    /** Whether the limit is found by what {@link #ended} hears. */
    public boolean adapts() {
        return limit != null;
    }

    /** Takes note of how long the version that serves took for a request, or that it was not in time. */
    public synchronized void ended(ModelVersion version, long nanoTime, long nanos, boolean timedOut) {
        if (limit == null) {
            return;
        }
        if (!version.equals(measured)) {
            measured = version;
            limit.forget(nanoTime);
        }
        if (limit.ended(nanoTime, new LatencyLimit.Ended(nanos, underWay.now(), timedOut))) {
            underWay.limit(limit.now());
        }
    }

    /** Requests of the deployment that were one too many. */
    public LongAdder shed() {
        return shed;
    }

    /** Numbers the requests that may be copied. */
    public long copy() {
        return copies.getAndIncrement();
    }

    /** What failover may still add. */
    public FailoverBudget budget() {
        return budget;
    }

    /** The deployment's requests that are under way, as far as they are let in. */
    public Occupancy underWay() {
        return underWay;
    }
}
