package dev.signalbox.server.grpc;

import dev.signalbox.server.body.BodyReader;
import dev.signalbox.server.body.Inflation;
import dev.signalbox.server.body.RequestBodies;
import dev.signalbox.server.config.ModelConfig;
import dev.signalbox.server.http.RequestStatistics;
import dev.signalbox.server.serving.InferenceService;
import dev.signalbox.server.serving.ServedModel;
import dev.signalbox.server.serving.Serving;
import dev.signalbox.server.serving.ServingState;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Takes ModelInfer calls from their headers to their answers: the same queue, model and counts as those of REST. */
@ApplicationScoped
public class InferCalls {
    private static final String VERSION = "signalbox-version";
    private static final int ANSWERED = 200;
    private static final int FAILED = 500;

    private final Serving serving;
    private final ServingState state;
    private final RequestBodies bodies;
    private final RequestStatistics statistics;
    private final Vertx vertx;
    private final Duration timeout;

    InferCalls(
            Serving serving,
            ServingState state,
            RequestBodies bodies,
            RequestStatistics statistics,
            ModelConfig config,
            Vertx vertx) {
        this.serving = serving;
        this.state = state;
        this.bodies = bodies;
        this.statistics = statistics;
        this.vertx = vertx;
        this.timeout = config.timeout();
    }

    void handle(HttpServerRequest request) {
        InferenceService service = serving.service(false).orElse(null);
        ServedModel model = state.answering(false).orElse(null);
        if (service == null || model == null) {
            request.resume();
            GrpcAnswers.status(request.response(), GrpcStatus.UNAVAILABLE, "the model is not ready");
            return;
        }
        Flushes.together(request.connection());
        request.response().putHeader(VERSION, model.identity().version().id());
        CallReader.read(request, bodies.bounds(), whole -> infer(service, request, whole));
    }

    private void infer(InferenceService service, HttpServerRequest request, BodyReader.End.Whole whole) {
        Inflation inflation = bodies.inflation();
        long taken = whole.taken();
        InferCall call = new InferCall(
                service,
                vertx.getOrCreateContext(),
                request,
                () -> bodies.budget().giveBack(taken + inflation.taken()),
                (answered, nanos) -> statistics.count(answered ? ANSWERED : FAILED, nanos, System.currentTimeMillis()));
        call.ask(whole.body().joined(), inflation, timeout);
    }
}
