package dev.signalbox.router.table;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.route.BackendRole;
import dev.signalbox.api.route.Route;
import java.util.List;
import java.util.Optional;

/** A route in force, with its backends and what is known of the deployment beyond any single revision. */
public record ActiveRoute(Route route, List<ActiveBackend> backends, DeploymentState state) {
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

    /** Whether a version gets copies of live requests. */
    public boolean mirrorsTo(ModelVersion version) {
        return route.mirror() != null && route.mirror().version().equals(version);
    }

    /** The backend that serves, if any does yet. */
    public Optional<ActiveBackend> stable() {
        return in(BackendRole.Stable);
    }

    /** The backend that is judged, if there is one. */
    public Optional<ActiveBackend> candidate() {
        return in(BackendRole.Candidate);
    }

    private Optional<ActiveBackend> in(BackendRole role) {
        for (ActiveBackend backend : backends) {
            if (backend.backend().role() == role) {
                return Optional.of(backend);
            }
        }
        return Optional.empty();
    }
}
