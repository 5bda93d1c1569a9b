package dev.signalbox.router.proxy;

import dev.signalbox.router.count.Outcome;
import dev.signalbox.router.decide.Assignment;
import dev.signalbox.router.table.VersionState;

/** Books one request on the version that it was assigned to: once, and as it went before any failover. */
final class Ledger {
    private final VersionState version;
    private final Assignment assignment;
    private final long start;
    private boolean settled;

    Ledger(Leg first, long nanoTime) {
        this.version = first.backend().state();
        this.assignment = first.assignment();
        this.start = nanoTime;
    }

    /** Books how the version dealt with the request; what follows is no longer its own doing. */
    void settle(Outcome outcome, long nanoTime) {
        if (settled) {
            return;
        }
        settled = true;
        if (assignment == Assignment.ASKED) {
            version.asked().count(outcome);
        } else if (outcome == Outcome.CONNECT || outcome == Outcome.CANCELLED) {
            version.tally().count(outcome);
        } else {
            version.tally().count(outcome, nanoTime - start);
        }
    }

    void failedOver() {
        if (assignment == Assignment.SPLIT) {
            version.tally().countFailedOver();
        }
    }

    void failedToClient() {
        if (assignment == Assignment.SPLIT) {
            version.tally().countFailedToClient();
        }
    }
}
