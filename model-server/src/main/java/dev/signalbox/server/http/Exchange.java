package dev.signalbox.server.http;

import dev.signalbox.server.codec.Answer;
import dev.signalbox.server.codec.RequestBody;
import dev.signalbox.server.codec.RequestRefused;
import dev.signalbox.server.serving.InferenceService;
import dev.signalbox.server.serving.Reply;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One inference request whose body is here, on its way from bytes to an answer: {@link #answer} runs on an inference thread,
 * and what it finds is written on the connection's own.
 */
final class Exchange {
    private static final String CONFIDENCE_HEADER = "Signalbox-Confidence";

    private final InferenceService service;
    private final Context context;
    private final HttpServerResponse response;
    private final ContentCoding coding;
    private final ContentCoding accepted;
    private final @Nullable String jsonLength;

    Exchange(InferenceService service, Context context, HttpServerRequest request, ContentCoding coding) {
        this.service = service;
        this.context = context;
        this.response = request.response();
        this.coding = coding;
        this.accepted = ContentCoding.accepted(request.getHeader("Accept-Encoding"));
        this.jsonLength = request.getHeader(RequestBody.LENGTH_HEADER);
    }

    HttpServerResponse response() {
        return response;
    }

    /** Answers a body that was here as a whole at that time; what it inflates to is counted by {@code inflation}. */
    void answer(byte[] body, Inflation inflation, long arrived) {
        if (response.closed()) {
            return;
        }
        try {
            RequestBody request = RequestBody.of(inflation.inflate(coding, body), jsonLength);
            send(service.answer(request, arrived));
        } catch (RequestRefused wrong) {
            service.reject();
            write(() -> Answers.error(response, Answers.BAD_REQUEST, wrong.text()));
        } catch (Inflation.Refused much) {
            if (much.isTooLarge()) {
                service.reject();
                write(() -> Answers.error(
                        response,
                        Answers.TOO_LARGE,
                        "body must have at most " + inflation.most() + " bytes, got more"));
            } else {
                write(() -> Answers.unavailable(response, "the server holds as many bytes of requests as it may"));
            }
        }
    }

    private void send(Reply reply) {
        Answer answer = reply.body();
        boolean deflated = accepted != ContentCoding.IDENTITY && answer.bytes().length >= Deflation.LEAST;
        byte[] bytes = deflated ? Deflation.deflate(accepted, answer.bytes()) : answer.bytes();
        write(() -> {
            reply.confidence()
                    .ifPresent(sure -> response.putHeader(CONFIDENCE_HEADER, String.format(Locale.ROOT, "%.4f", sure)));
            if (deflated) {
                response.putHeader("Content-Encoding", accepted.headerValue());
            }
            answer.jsonLength()
                    .ifPresent(length -> response.putHeader(RequestBody.LENGTH_HEADER, String.valueOf(length)));
            String type = answer.jsonLength().isPresent() ? Answers.BINARY : Answers.JSON;
            Answers.send(response, reply.status(), type, bytes);
        });
    }

    private void write(Runnable answer) {
        context.runOnContext(now -> {
            if (!response.ended() && !response.closed()) {
                answer.run();
            }
        });
    }
}
