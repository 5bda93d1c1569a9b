package dev.signalbox.router.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.router.app.TrafficRouter;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** {@code GET /routes}: what the operator asks a router. */
@ApplicationScoped
public class AdminRoutes {
    private final TrafficRouter router;
    private final ObjectMapper json;

    /** Reports about this router. */
    public AdminRoutes(TrafficRouter router, ObjectMapper json) {
        this.router = router;
        this.json = json;
    }

    void register(@Observes Router http) {
        http.get("/routes").handler(this::report);
    }

    private void report(RoutingContext context) {
        try {
            context.response()
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Cache-Control", "no-store")
                    .end(json.writeValueAsString(router.report()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a router report cannot be written as JSON", e);
        }
    }
}
