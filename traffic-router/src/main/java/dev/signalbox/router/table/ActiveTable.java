package dev.signalbox.router.table;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.router.decide.ModelPath;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** All routes in force at one moment, by {@code namespace/name}. Immutable. */
public final class ActiveTable {
    static final ActiveTable EMPTY = new ActiveTable(Map.of());

    private final Map<String, ActiveRoute> routes;

    ActiveTable(Map<String, ActiveRoute> routes) {
        this.routes = Map.copyOf(routes);
    }

    /** The route of the model that a request names, if it is known. */
    public Optional<ActiveRoute> route(ModelPath path) {
        return Optional.ofNullable(routes.get(path.key()));
    }

    /** The route of a deployment, if it is known. */
    public Optional<ActiveRoute> route(DeploymentName deployment) {
        return route(deployment.toString());
    }

    Optional<ActiveRoute> route(String key) {
        return Optional.ofNullable(routes.get(key));
    }

    /** The revision in force of a deployment's route; 0 if there is none. */
    public long revisionOf(DeploymentName deployment) {
        ActiveRoute route = routes.get(deployment.toString());
        return route == null ? 0 : route.route().revision();
    }

    /** All routes. */
    public Collection<ActiveRoute> routes() {
        return routes.values();
    }

    /** How many routes there are. */
    public int size() {
        return routes.size();
    }
}
