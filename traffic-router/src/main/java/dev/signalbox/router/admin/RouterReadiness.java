package dev.signalbox.router.admin;

import dev.signalbox.router.app.TrafficRouter;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready once routes are in force, and until the router begins to end. It says if the source of routes is in trouble. */
@Readiness
@ApplicationScoped
public class RouterReadiness implements AsyncHealthCheck {
    private final TrafficRouter router;

    /** The readiness of this router. */
    public RouterReadiness(TrafficRouter router) {
        this.router = router;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("routes").status(router.ready()).withData("routes", router.routeCount());
        if (!router.trouble().isEmpty()) {
            response.withData("trouble", router.trouble());
        }
        return Uni.createFrom().item(response.build());
    }
}
