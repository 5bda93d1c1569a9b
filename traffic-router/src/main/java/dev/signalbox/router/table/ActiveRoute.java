package dev.signalbox.router.table;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.route.BackendRole;
import dev.signalbox.api.route.Route;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A route in force, with its backends and the deployment's tickets, which go on from revision to revision. */
public record ActiveRoute(Route route, List<ActiveBackend> backends, AtomicLong tickets) {
    public ActiveRoute {
        backends = List.copyOf(backends);
    }

    /** The backend of a version, if the route has it. */
    public Optional<ActiveBackend> backend(ModelVersion version) {
        for (ActiveBackend backend : backends) {
            if (backend.backend().version().equals(version)) {
                return Optional.of(backend);
            }
        }
        return Optional.empty();
    }

    /** The backend that serves, if any does yet. */
    public Optional<ActiveBackend> stable() {
        for (ActiveBackend backend : backends) {
            if (backend.backend().role() == BackendRole.Stable) {
                return Optional.of(backend);
            }
        }
        return Optional.empty();
    }
}
