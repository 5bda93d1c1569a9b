package dev.signalbox.server.http;

import dev.signalbox.server.serving.ServingState;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready once warm-up inferences were answered, while inferences are answered, until the process begins to end. */
@Readiness
@ApplicationScoped
public class ModelReadiness implements HealthCheck {
    private final ServingState state;

    ModelReadiness(ServingState state) {
        this.state = state;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("model").status(state.ready());
        state.stalled().ifPresent(why -> response.withData("reason", why));
        return response.build();
    }
}
