package dev.signalbox.operator;

import dev.signalbox.operator.platform.Operator;
import dev.signalbox.operator.platform.OperatorConfig;
import dev.signalbox.operator.platform.OperatorMetrics;
import dev.signalbox.operator.platform.PlatformFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/** Starts the operator on the platform that the configuration names, and ends it. */
@Readiness
@ApplicationScoped
public class OperatorApplication implements HealthCheck {
    private final OperatorConfig config;
    private final List<PlatformFactory> platforms;
    private final MeterRegistry registry;
    private volatile @Nullable Operator operator;

    OperatorApplication(OperatorConfig config, @All List<PlatformFactory> platforms, MeterRegistry registry) {
        this.config = config;
        this.platforms = platforms;
        this.registry = registry;
    }

    void begin(@Observes StartupEvent event) {
        PlatformFactory chosen = platforms.stream()
                .filter(p -> p.name().equals(config.platform()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("signalbox.operator.platform must be one of "
                        + platforms.stream().map(PlatformFactory::name).sorted().toList() + ", but is \""
                        + config.platform() + "\""));
        operator = Operator.start(chosen.open(), config, new OperatorMetrics(registry), Clock.systemUTC());
    }

    void end(@Observes ShutdownEvent event) {
        Operator running = operator;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public HealthCheckResponse call() {
        Operator running = operator;
        return HealthCheckResponse.named("operator")
                .status(running != null && running.alive())
                .build();
    }
}
