package dev.signalbox.router.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.BearerToken;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.route.RouterReport;
import dev.signalbox.router.access.AccessLog;
import dev.signalbox.router.config.RouterConfig;
import dev.signalbox.router.config.TelemetryConfig;
import dev.signalbox.router.delivery.Receiver;
import dev.signalbox.router.guard.GuardRule;
import dev.signalbox.router.limit.LimitRule;
import dev.signalbox.router.metrics.MetricNames;
import dev.signalbox.router.metrics.RouterMetrics;
import dev.signalbox.router.proxy.DataPlane;
import dev.signalbox.router.proxy.Lanes;
import dev.signalbox.router.source.FileRoutes;
import dev.signalbox.router.source.KubernetesRoutes;
import dev.signalbox.router.source.RouteCache;
import dev.signalbox.router.source.RouteKeeper;
import dev.signalbox.router.source.RouteSource;
import dev.signalbox.router.table.ActiveTable;
import dev.signalbox.router.table.EndpointRule;
import dev.signalbox.router.table.LiveRoutes;
import dev.signalbox.router.table.VersionRules;
import dev.signalbox.router.table.VersionState;
import dev.signalbox.router.telemetry.Telemetry;
import dev.signalbox.router.tickets.Tickets;
import dev.signalbox.router.trace.Tracing;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One router: started once, closed once. */
public final class TrafficRouter {
    private static final Logger LOG = Logger.getLogger(TrafficRouter.class);
    private static final long OPEN_SECONDS = 30;

    private final RouterConfig config;
    private final String instance;
    private final Vertx vertx;
    private final LiveRoutes routes;
    private final AccessLog accessLog;
    private final Tracing tracing;
    private final DataPlane plane;
    private final RouteKeeper keeper;
    private final RouteSource source;
    private final Telemetry telemetry;
    private final Tickets tickets;
    private @Nullable Lanes lanes;

    /** What a router needs from outside. */
    public record Environment(
            Vertx vertx,
            ObjectMapper json,
            MeterRegistry registry,
            Supplier<KubernetesClient> kubernetes,
            Clock clock) {}

    /** A router under a name that no other process has ever had. */
    public TrafficRouter(RouterConfig config, TelemetryConfig telemetry, String instance, Environment environment) {
        this.config = config;
        this.instance = instance;
        this.vertx = environment.vertx();
        RouterMetrics metrics = new RouterMetrics(environment.registry());
        this.routes = new LiveRoutes(metrics, rules(config));
        this.accessLog = AccessLog.of(config.accessLog(), environment.clock());
        this.tracing = Tracing.of(config.tracing(), instance);
        this.tickets = Tickets.open(telemetry, environment.json());
        this.plane = new DataPlane(
                routes,
                config,
                new DataPlane.Observers(accessLog, tracing),
                new DataPlane.Monitor(Receiver.base(telemetry).orElse(""), BearerToken.of(telemetry.token()), tickets));
        this.keeper = new RouteKeeper(routes, new RouteCache(environment.json(), config.cache()));
        this.source = source(config, environment, keeper);
        this.telemetry = new Telemetry(telemetry, routes, instance, environment.json(), environment.clock());
        metrics.show(plane, routes);
        metrics.show(tickets);
        metrics.counter(MetricNames.SPANS_LOST, tracing, Tracing::lost);
        metrics.counter(MetricNames.ACCESS_LOG_LOST, accessLog, AccessLog::lost);
        metrics.gauge(MetricNames.SOURCE_TROUBLE, source, s -> s.trouble().isEmpty() ? 0 : 1);
        metrics.gauge(MetricNames.TELEMETRY_WAITING, this.telemetry, Telemetry::waiting);
        metrics.counter(MetricNames.TELEMETRY_LOST, this.telemetry, Telemetry::lost);
    }

    private static VersionRules rules(RouterConfig config) {
        RouterConfig.Guard guard = config.guard();
        return new VersionRules(
                new GuardRule(guard.requests(), guard.percent(), guard.window()),
                config.mirror().failures(),
                config.failover().percent(),
                config.failover().burst(),
                new LimitRule(
                        config.limits().concurrency() == RouterConfig.Concurrency.ADAPTIVE,
                        config.limits().adaptiveLeast(),
                        config.limits().deploymentInFlight()),
                new EndpointRule(
                        config.upstream().slowStart(), config.upstream().failures()));
    }

    private static RouteSource source(RouterConfig config, Environment environment, RouteKeeper keeper) {
        if (config.routes().equals("kubernetes")) {
            return new KubernetesRoutes(environment.kubernetes().get(), config.namespace(), environment.json(), keeper);
        }
        if (config.routes().startsWith("file:") && config.routes().length() > "file:".length()) {
            Path file = Path.of(config.routes().substring("file:".length()));
            return new FileRoutes(environment.json(), file, keeper);
        }
        throw new IllegalArgumentException(
                "signalbox.router.routes must be kubernetes or file:<path>, got \"" + config.routes() + "\"");
    }

    /** Reads routes and listens. */
    public void start(SplittableRandom chance) {
        source.start();
        keeper.fallBackToCacheAfter(config.cacheAfter().toMillis());
        telemetry.start();
        tickets.start();
        lanes = await(Lanes.open(vertx, plane, config, chance), OPEN_SECONDS);
        LOG.infof("Router listens: host=%s port=%d instance=%s", config.host(), lanes.port(), instance);
    }

    /** The port that applications connect to. */
    public int port() {
        return lanes == null ? config.port() : lanes.port();
    }

    /** Whether routes are in force and the router is not on its way out. */
    public boolean ready() {
        return lanes != null && routes.loaded() && !plane.draining();
    }

    /** How many routes are in force. */
    public int routeCount() {
        return routes.current().size();
    }

    /** What is wrong with the source of routes; empty if nothing is. */
    public String trouble() {
        return source.trouble();
    }

    /** What is in force, and what is under way: of versions that left the routes, too. */
    public RouterReport report() {
        ActiveTable table = routes.current();
        Map<DeploymentName, Map<ModelVersion, Long>> inFlight = new HashMap<>();
        for (VersionState version : routes.versions()) {
            long now = version.inFlight().now();
            if (now > 0) {
                inFlight.computeIfAbsent(version.deployment(), d -> new HashMap<>())
                        .put(version.version(), now);
            }
        }
        return RouterReport.of(
                instance,
                table.routes().stream()
                        .map(route -> new RouterReport.Applied(
                                route.route().deployment(),
                                route.route().revision(),
                                inFlight.getOrDefault(route.route().deployment(), Map.of())))
                        .toList());
    }

    /** Withdraws readiness and lets requests under way end, for a bounded time. */
    public void drain() throws InterruptedException {
        if (plane.draining()) {
            return;
        }
        plane.drain();
        LOG.infof("Router drains: underWay=%d", plane.admitted().now());
        TimeUnit.MILLISECONDS.sleep(config.drain().delay().toMillis());
        if (!awaitIdle(config.drain().timeout())) {
            LOG.warnf(
                    "Router ends with requests under way: underWay=%d",
                    plane.admitted().now());
        }
    }

    /** Drains if that was not done, sends what was counted, and ends. */
    public void close() throws InterruptedException {
        drain();
        source.close();
        keeper.close();
        if (lanes != null) {
            await(lanes.close(), OPEN_SECONDS);
        }
        telemetry.close();
        tickets.close();
        accessLog.close();
        tracing.close();
    }

    private boolean awaitIdle(Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (plane.admitted().now() > 0) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return true;
    }

    private static <T> T await(Future<T> future, long seconds) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    Optional.ofNullable(e.getCause()).orElse(e).getMessage(), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("no end within " + seconds + " seconds", e);
        }
    }
}
