package dev.signalbox.router.proxy;

import dev.signalbox.api.route.BackendRole;
import dev.signalbox.router.decide.Assignment;
import dev.signalbox.router.decide.Choice;
import dev.signalbox.router.table.ActiveBackend;
import dev.signalbox.router.table.ActiveRoute;

/**
 * One version's turn at a request. With {@code failover}, its failure is answered by stable; a {@code replacement} is that
 * turn of stable.
 */
record Leg(ActiveRoute route, ActiveBackend backend, Assignment assignment, boolean failover, boolean replacement) {
    static Leg first(ActiveRoute route, ActiveBackend backend, Choice.Forward to) {
        return new Leg(route, backend, to.assignment(), to.failover(), false);
    }

    Leg replacedBy(ActiveRoute now, ActiveBackend stable) {
        return new Leg(now, stable, assignment, false, true);
    }

    Leg at(ActiveBackend other) {
        return new Leg(route, other, assignment, failover, replacement);
    }

    long revision() {
        return route.route().revision();
    }

    /** Whether failures may eject the version: only what the split gave to a candidate says anything about it. */
    boolean guarded() {
        return assignment == Assignment.SPLIT && backend.backend().role() == BackendRole.Candidate;
    }

    /** Whether it is the turn of the version that serves, whose time for requests tells what may be under way. */
    boolean serves() {
        return assignment != Assignment.ASKED && backend.backend().role() == BackendRole.Stable;
    }

    void enter() {
        backend.state().inFlight().enter(1);
    }

    void leave() {
        backend.state().inFlight().leave(1);
    }
}
