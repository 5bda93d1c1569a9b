package dev.signalbox.server.http;

import dev.signalbox.server.body.BodyReader;
import dev.signalbox.server.body.ContentCoding;
import dev.signalbox.server.body.Inflation;
import dev.signalbox.server.body.RequestBodies;
import dev.signalbox.server.config.ModelConfig;
import dev.signalbox.server.serving.InferenceService;
import dev.signalbox.server.serving.Serving;
import dev.signalbox.server.serving.ServingState;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Takes one inference request from its headers to its answer: read, queue, infer, write. */
@ApplicationScoped
public class InferenceHandler {
    private static final String VERSION_HEADER = "Signalbox-Version";

    private final Serving serving;
    private final ServingState state;
    private final Vertx vertx;
    private final Duration timeout;
    private final RequestBodies bodies;

    InferenceHandler(Serving serving, ServingState state, RequestBodies bodies, ModelConfig config, Vertx vertx) {
        this.serving = serving;
        this.state = state;
        this.vertx = vertx;
        this.timeout = config.timeout();
        this.bodies = bodies;
    }

    void handle(HttpServerRequest request, String version) {
        HttpServerResponse response = request.response();
        boolean ofWarmUp = state.warmUpToken().equals(request.getHeader("Signalbox-Warm-Up"));
        InferenceService service = serving.service(ofWarmUp).orElse(null);
        if (service == null || state.answering(ofWarmUp).isEmpty()) {
            request.resume();
            Answers.unavailable(response, "the model is not ready");
            return;
        }
        response.putHeader(VERSION_HEADER, version);
        ContentCoding coding =
                ContentCoding.named(request.getHeader("Content-Encoding")).orElse(null);
        if (coding == null) {
            request.resume();
            service.reject();
            response.putHeader("Accept-Encoding", "gzip, deflate");
            Answers.error(
                    response, Answers.UNSUPPORTED_MEDIA, "Content-Encoding must be gzip, deflate or identity, if any");
            return;
        }
        BodyReader.read(request, bodies.bounds(), end -> {
            switch (end) {
                case BodyReader.End.Whole whole -> infer(service, request, coding, whole);
                case BodyReader.End.TooLarge tooLarge -> {
                    service.reject();
                    Answers.error(
                            response,
                            Answers.TOO_LARGE,
                            "body must have at most " + bodies.mostBytes() + " bytes, got more");
                }
                case BodyReader.End.NoRoom noRoom ->
                    Answers.unavailable(response, "the server holds as many bytes of requests as it may");
                case BodyReader.End.Late late -> {
                    service.reject();
                    Answers.late(request, bodies.bounds().clock().patience());
                }
                case BodyReader.End.Broken broken -> {}
            }
        });
    }

    private void infer(
            InferenceService service, HttpServerRequest request, ContentCoding coding, BodyReader.End.Whole whole) {
        Inflation inflation = bodies.inflation();
        long taken = whole.taken();
        Exchange exchange = new Exchange(
                service,
                vertx.getOrCreateContext(),
                request,
                coding,
                () -> bodies.budget().giveBack(taken + inflation.taken()));
        exchange.ask(whole.body().joined(), inflation, timeout);
    }
}
