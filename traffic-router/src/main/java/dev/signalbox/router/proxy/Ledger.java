package dev.signalbox.router.proxy;

import dev.signalbox.router.count.Outcome;
import dev.signalbox.router.decide.Assignment;
import dev.signalbox.router.table.VersionState;
import org.jboss.logging.Logger;

/** Books one request on the version that it was assigned to: once, and as it went before any failover. */
final class Ledger {
    private static final Logger LOG = Logger.getLogger(Ledger.class);

    private final Leg first;
    private final VersionState version;
    private final Assignment assignment;
    private final long start;
    private boolean settled;

    Ledger(Leg first, long nanoTime) {
        this.first = first;
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
        if (first.serves() && first.route().state().adapts()) {
            measure(outcome, nanoTime);
        }
        if (first.guarded() && outcome != Outcome.CANCELLED) {
            guard(outcome, nanoTime);
        }
    }

    private void measure(Outcome outcome, long nanoTime) {
        if (outcome != Outcome.CONNECT && outcome != Outcome.CANCELLED) {
            first.route().state().ended(version.version(), nanoTime, nanoTime - start, outcome == Outcome.TIMEOUT);
        }
    }

    private void guard(Outcome outcome, long nanoTime) {
        if (version.guard().ended(first.revision(), outcome.failure().isPresent(), nanoTime)) {
            version.tally().countEjection();
            LOG.warnf(
                    "Candidate is ejected for its failures, stable answers: deployment=%s version=%s revision=%d",
                    version.deployment(), version.version(), first.revision());
        }
    }

    void failedOver() {
        if (assignment != Assignment.ASKED) {
            version.tally().countFailedOver();
        }
    }

    void failedToClient() {
        if (assignment != Assignment.ASKED) {
            version.tally().countFailedToClient();
        }
    }
}
