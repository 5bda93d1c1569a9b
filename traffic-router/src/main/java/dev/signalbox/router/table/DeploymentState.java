package dev.signalbox.router.table;

import dev.signalbox.router.count.FailoverBudget;
import dev.signalbox.router.count.Occupancy;
import java.util.concurrent.atomic.AtomicLong;

/** What goes on from revision to revision of one deployment's route. */
public final class DeploymentState {
    private final AtomicLong tickets = new AtomicLong();
    private final AtomicLong copies = new AtomicLong();
    private final FailoverBudget budget;
    private final Occupancy underWay;

    DeploymentState(VersionRules rules) {
        this.budget = new FailoverBudget(rules.failoverPercent(), rules.failoverBurst());
        this.underWay = new Occupancy(rules.deploymentInFlight());
    }

    /** Numbers the requests that the weights divide. */
    public long ticket() {
        return tickets.getAndIncrement();
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
