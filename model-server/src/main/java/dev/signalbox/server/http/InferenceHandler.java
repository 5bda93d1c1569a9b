package dev.signalbox.server.http;

import dev.signalbox.server.codec.Answer;
import dev.signalbox.server.codec.RequestBody;
import dev.signalbox.server.codec.RequestRefused;
import dev.signalbox.server.config.ModelConfig;
import dev.signalbox.server.serving.InferenceService;
import dev.signalbox.server.serving.InferenceWorkers;
import dev.signalbox.server.serving.Reply;
import dev.signalbox.server.serving.Serving;
import dev.signalbox.server.serving.ServingState;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Takes one inference request from its headers to its answer: read, queue, infer, write. */
@ApplicationScoped
public class InferenceHandler {
    private static final String VERSION_HEADER = "Signalbox-Version";
    private static final String CONFIDENCE_HEADER = "Signalbox-Confidence";

    private final Serving serving;
    private final InferenceWorkers workers;
    private final ServingState state;
    private final Vertx vertx;
    private final long mostBytes;
    private final BodyBudget budget;

    InferenceHandler(Serving serving, InferenceWorkers workers, ServingState state, ModelConfig config, Vertx vertx) {
        this.serving = serving;
        this.workers = workers;
        this.state = state;
        this.vertx = vertx;
        this.mostBytes = config.maxBody().asLongValue();
        this.budget = new BodyBudget(config.maxBodiesHeld().asLongValue());
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
        String jsonLength = request.getHeader(RequestBody.LENGTH_HEADER);
        Context context = vertx.getOrCreateContext();
        BodyReader.read(request, budget, mostBytes, end -> {
            switch (end) {
                case BodyReader.End.Whole whole -> infer(new Live(service, context, response, jsonLength), whole);
                case BodyReader.End.TooLarge tooLarge -> {
                    service.reject();
                    Answers.error(
                            response, Answers.TOO_LARGE, "body must have at most " + mostBytes + " bytes, got more");
                }
                case BodyReader.End.NoRoom noRoom ->
                    Answers.unavailable(response, "the server holds as many bytes of requests as it may");
                case BodyReader.End.Broken broken -> {}
            }
        });
    }

    private void infer(Live live, BodyReader.End.Whole whole) {
        long arrived = System.nanoTime();
        boolean queued = workers.run(() -> {
            try {
                live.answer(whole.body(), arrived);
            } finally {
                budget.giveBack(whole.taken());
            }
        });
        if (!queued) {
            budget.giveBack(whole.taken());
            Answers.unavailable(live.response(), "the server has as many requests waiting as it may");
        }
    }

    /** A request whose body is here. */
    private record Live(
            InferenceService service,
            Context context,
            HttpServerResponse response,
            @Nullable String jsonLength) {
        void answer(Buffer body, long arrived) {
            if (response.closed()) {
                return;
            }
            Reply reply = reply(body, arrived);
            context.runOnContext(now -> {
                if (response.ended() || response.closed()) {
                    return;
                }
                reply.confidence()
                        .ifPresent(sure ->
                                response.putHeader(CONFIDENCE_HEADER, String.format(Locale.ROOT, "%.4f", sure)));
                Answer answer = reply.body();
                answer.jsonLength()
                        .ifPresent(length -> response.putHeader(RequestBody.LENGTH_HEADER, String.valueOf(length)));
                String type = answer.jsonLength().isPresent() ? Answers.BINARY : Answers.JSON;
                Answers.send(response, reply.status(), type, answer.bytes());
            });
        }

        private Reply reply(Buffer body, long arrived) {
            try {
                return service.answer(RequestBody.of(body.getBytes(), jsonLength), arrived);
            } catch (RequestRefused wrong) {
                service.reject();
                return Reply.error(Reply.WRONG, wrong.text());
            }
        }
    }
}
