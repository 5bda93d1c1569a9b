package dev.signalbox.server.grpc;

import dev.signalbox.server.messages.health.HealthCheckRequest;
import dev.signalbox.server.messages.health.HealthCheckResponse;
import dev.signalbox.server.messages.health.HealthCheckResponse.ServingStatus;
import dev.signalbox.server.serving.ServingState;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** The health checking protocol of gRPC, for the whole server and for its one service. */
@ApplicationScoped
public class HealthCalls {
    private static final String SERVICE = "/grpc.health.v1.Health/";
    private static final Set<String> KNOWN = Set.of("", "inference.GRPCInferenceService");

    private final ServingState state;
    private final Vertx vertx;

    HealthCalls(ServingState state, Vertx vertx) {
        this.state = state;
        this.vertx = vertx;
    }

    void register(GrpcRoutes routes, Router router) {
        routes.call(router, SERVICE + "Check", routes.unary(HealthCheckRequest.parser(), asked -> {
            if (!KNOWN.contains(asked.getService())) {
                throw new CallFailed(GrpcStatus.NOT_FOUND, "service must be one of " + KNOWN);
            }
            return HealthCheckResponse.newBuilder().setStatus(now()).build();
        }));
        routes.call(
                router,
                SERVICE + "Watch",
                request -> routes.question(request, HealthCheckRequest.parser(), asked -> {
                    boolean known = KNOWN.contains(asked.getService());
                    HealthWatch.begin(
                            vertx,
                            request.response(),
                            () -> known ? now() : ServingStatus.SERVICE_UNKNOWN,
                            state::draining);
                }));
    }

    private ServingStatus now() {
        return state.ready() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    }
}
