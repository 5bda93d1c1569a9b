package dev.signalbox.router.proxy;

import dev.signalbox.router.decide.Assignment;
import dev.signalbox.router.table.ActiveBackend;

/**
 * One version's turn at a request. With {@code failover}, its failure is answered by stable; a {@code replacement} is that
 * turn of stable.
 */
record Leg(ActiveBackend backend, Assignment assignment, boolean failover, boolean replacement) {
    static Leg first(ActiveBackend backend, Assignment assignment, boolean failover) {
        return new Leg(backend, assignment, failover, false);
    }

    static Leg replacing(Leg failed, ActiveBackend stable) {
        return new Leg(stable, failed.assignment, false, true);
    }

    Leg at(ActiveBackend other) {
        return new Leg(other, assignment, failover, replacement);
    }

    void enter() {
        backend.state().inFlight().enter(1);
    }

    void leave() {
        backend.state().inFlight().leave(1);
    }
}
