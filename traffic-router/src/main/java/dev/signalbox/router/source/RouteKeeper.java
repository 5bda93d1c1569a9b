package dev.signalbox.router.source;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.route.Route;
import dev.signalbox.api.route.RouteTable;
import dev.signalbox.router.table.LiveRoutes;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes tables from a source, puts them in force, and keeps them for the next start. Thread safe. */
public final class RouteKeeper implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RouteKeeper.class);
    private static final long CACHE_WRITE_DELAY_MILLIS = 200;

    private final LiveRoutes routes;
    private final RouteCache cache;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("route-keeper").factory());
    private @Nullable RouteTable applied;
    private boolean writePending;

    /** A keeper for these routes. */
    public RouteKeeper(LiveRoutes routes, RouteCache cache) {
        this.routes = routes;
        this.cache = cache;
    }

    /** Starts from the cache unless the source hands over a table within this time. */
    public void fallBackToCacheAfter(long millis) {
        var unused = later.schedule(this::startFromCache, millis, TimeUnit.MILLISECONDS);
    }

    /** Puts the cached table in force if none is. */
    public synchronized void startFromCache() {
        if (applied != null) {
            return;
        }
        Optional<RouteTable> kept = cache.read();
        if (kept.isPresent()) {
            applied = kept.get();
            routes.apply(kept.get());
            LOG.warnf(
                    "Routes are from the cache, their source gave none yet: routes=%d",
                    kept.get().routes().size());
        }
    }

    /** Puts a table in force. When this returns, every new request sees it. */
    public synchronized void apply(RouteTable table) {
        if (table.equals(applied)) {
            return;
        }
        routes.apply(table);
        applied = table;
        LOG.infof("Routes applied: routes=%d", table.routes().size());
        if (!writePending) {
            writePending = true;
            var unused = later.schedule(this::writeCache, CACHE_WRITE_DELAY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** The route of a deployment that is in force, be it from the cache. */
    synchronized Optional<Route> inForce(DeploymentName deployment) {
        return applied == null
                ? Optional.empty()
                : applied.routes().stream()
                        .filter(route -> route.deployment().equals(deployment))
                        .findFirst();
    }

    private void writeCache() {
        RouteTable latest;
        synchronized (this) {
            writePending = false;
            latest = applied;
        }
        if (latest != null) {
            cache.write(latest);
        }
    }

    /** Writes what is left to be written. */
    @Override
    public void close() {
        boolean pending;
        synchronized (this) {
            pending = writePending;
        }
        later.shutdownNow();
        if (pending) {
            writeCache();
        }
    }
}
