package dev.signalbox.server.grpc;

import dev.signalbox.server.messages.health.HealthCheckResponse;
import dev.signalbox.server.messages.health.HealthCheckResponse.ServingStatus;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** One Watch call: tells how the server is, and again whenever that changes. Its connection's thread alone calls it. */
final class HealthWatch {
    private static final long LOOK_MILLIS = 500;

    private final HttpServerResponse response;
    private final Supplier<ServingStatus> status;
    private final BooleanSupplier ending;
    private ServingStatus told = ServingStatus.UNKNOWN;

    private HealthWatch(HttpServerResponse response, Supplier<ServingStatus> status, BooleanSupplier ending) {
        this.response = response;
        this.status = status;
        this.ending = ending;
    }

    /** Begins to tell, until the client goes, or the server ends: an open call would hold it. */
    static void begin(
            Vertx vertx, HttpServerResponse response, Supplier<ServingStatus> status, BooleanSupplier ending) {
        HealthWatch watch = new HealthWatch(response, status, ending);
        GrpcAnswers.begin(response);
        long timer = vertx.setPeriodic(LOOK_MILLIS, look -> watch.look());
        response.closeHandler(closed -> vertx.cancelTimer(timer));
        watch.look();
    }

    private void look() {
        if (response.ended() || response.closed()) {
            return;
        }
        ServingStatus now = status.get();
        if (now != told) {
            told = now;
            response.write(
                    GrpcFrame.of(HealthCheckResponse.newBuilder().setStatus(now).build()));
        }
        if (ending.getAsBoolean()) {
            GrpcAnswers.end(response, GrpcStatus.UNAVAILABLE, "the server is about to end");
        }
    }
}
