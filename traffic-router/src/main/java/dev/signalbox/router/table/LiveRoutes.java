package dev.signalbox.router.table;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.route.Backend;
import dev.signalbox.api.route.Route;
import dev.signalbox.api.route.RouteTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Holds the table in force and swaps it as a whole. Any thread reads; tables are applied one at a time. */
public final class LiveRoutes {
    private final VersionWatcher watcher;
    private final VersionRules rules;
    private final Map<DeploymentName, DeploymentState> deployments = new HashMap<>();
    private final Map<Versioned, VersionState> versions = new ConcurrentHashMap<>();
    private volatile ActiveTable current = ActiveTable.EMPTY;
    private volatile boolean loaded;

    /** Holds no routes yet. The watcher hears of versions that come and go. */
    public LiveRoutes(VersionWatcher watcher, VersionRules rules) {
        this.watcher = watcher;
        this.rules = rules;
    }

    /** The table in force; a request reads it once. */
    public ActiveTable current() {
        return current;
    }

    /** Whether any table was applied yet, be it an empty one. */
    public boolean loaded() {
        return loaded;
    }

    /** Every version that is in the table, or was and still has requests under way or counts to be sent. */
    public Collection<VersionState> versions() {
        return versions.values();
    }

    /** Puts a table in force: when this returns, every new request sees it. */
    public synchronized void apply(RouteTable table) {
        Map<String, ActiveRoute> next = HashMap.newHashMap(table.routes().size());
        Set<DeploymentName> named = new HashSet<>();
        for (Route route : table.routes()) {
            named.add(route.deployment());
            String key = route.deployment().toString();
            next.put(key, unchanged(key, route).orElseGet(() -> activate(route)));
        }
        current = new ActiveTable(next);
        loaded = true;
        forget(named);
    }

    private void forget(Set<DeploymentName> named) {
        Set<DeploymentName> gone = new HashSet<>(deployments.keySet());
        gone.removeAll(named);
        for (DeploymentName deployment : gone) {
            deployments.remove(deployment);
            watcher.left(deployment);
        }
    }

    private DeploymentState deployment(DeploymentName name) {
        @Nullable DeploymentState known = deployments.get(name);
        if (known != null) {
            return known;
        }
        DeploymentState fresh = new DeploymentState(rules);
        deployments.put(name, fresh);
        watcher.came(name, fresh);
        return fresh;
    }

    /** Forgets versions that no route names any more and at which nothing is under way, and returns them. */
    public synchronized List<VersionState> forgetIdle() {
        Set<VersionState> used = new HashSet<>();
        current.routes().forEach(route -> route.backends().forEach(b -> used.add(b.state())));
        List<VersionState> idle = versions.values().stream()
                .filter(state -> !used.contains(state) && state.inFlight().now() == 0)
                .toList();
        for (VersionState state : idle) {
            versions.remove(new Versioned(state.deployment(), state.version()));
            watcher.left(state);
        }
        return idle;
    }

    /* Of a thousand routes one changes at a time. */
    private Optional<ActiveRoute> unchanged(String key, Route route) {
        return current.route(key).filter(active -> active.route().equals(route));
    }

    private ActiveRoute activate(Route route) {
        List<ActiveBackend> backends = new ArrayList<>();
        for (Backend backend : route.backends()) {
            VersionState version = version(route.deployment(), backend.version());
            backends.add(
                    new ActiveBackend(backend, version, version.endpoints(backend.endpoints(), System.nanoTime())));
        }
        return new ActiveRoute(route, backends, deployment(route.deployment()));
    }

    private VersionState version(DeploymentName deployment, ModelVersion version) {
        Versioned key = new Versioned(deployment, version);
        @Nullable VersionState known = versions.get(key);
        if (known != null) {
            return known;
        }
        VersionState fresh = new VersionState(deployment, version, watcher.latencyOf(deployment, version), rules);
        versions.put(key, fresh);
        watcher.came(fresh, () -> current.revisionOf(deployment));
        return fresh;
    }

    private record Versioned(DeploymentName deployment, ModelVersion version) {}
}
