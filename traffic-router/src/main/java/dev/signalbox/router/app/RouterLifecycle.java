package dev.signalbox.router.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.router.config.RouterConfig;
import dev.signalbox.router.config.TelemetryConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Starts the router with the application and ends it with it. */
@ApplicationScoped
public class RouterLifecycle {
    private static final int SUFFIX_BYTES = 4;

    /** The router of this process. */
    @Produces
    @Singleton
    TrafficRouter router(
            RouterConfig config,
            TelemetryConfig telemetry,
            @ConfigProperty(name = "signalbox.instance", defaultValue = "router") String name,
            TrafficRouter.Environment environment) {
        byte[] suffix = new byte[SUFFIX_BYTES];
        new SecureRandom().nextBytes(suffix);
        return new TrafficRouter(config, telemetry, name + "-" + HexFormat.of().formatHex(suffix), environment);
    }

    /** What the router needs of the application. */
    @Produces
    @Singleton
    TrafficRouter.Environment environment(
            Vertx vertx, ObjectMapper json, MeterRegistry registry, Instance<KubernetesClient> kubernetes) {
        return new TrafficRouter.Environment(vertx, json, registry, kubernetes::get, Clock.systemUTC());
    }

    void start(@Observes StartupEvent started, TrafficRouter router) {
        router.start(new SplittableRandom(new SecureRandom().nextLong()));
    }

    /* While the router drains, the other port still answers: 503 to readiness, and what is under way to the operator. */
    void drain(@Observes ShutdownDelayInitiatedEvent initiated, TrafficRouter router) throws InterruptedException {
        router.drain();
    }

    void end(@Observes ShutdownEvent ended, TrafficRouter router) throws InterruptedException {
        router.close();
    }
}
