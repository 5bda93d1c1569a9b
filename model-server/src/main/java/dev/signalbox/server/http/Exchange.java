package dev.signalbox.server.http;

import dev.signalbox.server.codec.Answer;
import dev.signalbox.server.codec.RequestBody;
import dev.signalbox.server.codec.RequestRefused;
import dev.signalbox.server.serving.Caller;
import dev.signalbox.server.serving.InferenceService;
import dev.signalbox.server.serving.Reply;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One inference request on its way from bytes to an answer: {@link #ask} runs on the connection's thread, the answer comes on
 * an inference thread, and is written on the connection's again.
 */
final class Exchange implements Caller {
    private static final String CONFIDENCE_HEADER = "Signalbox-Confidence";

    private final InferenceService service;
    private final Context context;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final ContentCoding coding;
    private final Held held;
    private long arrived;
    private long deadline;
    private volatile boolean gone;

    /** What the process holds for a request until it is answered. */
    interface Held {
        void giveBack();
    }

    Exchange(InferenceService service, Context context, HttpServerRequest request, ContentCoding coding, Held held) {
        this.service = service;
        this.context = context;
        this.request = request;
        this.response = request.response();
        this.coding = coding;
        this.held = held;
        response.closeHandler(closed -> gone = true);
    }

    /** Asks about a body that was here as a whole at that time; what it inflates to is counted by {@code inflation}. */
    void ask(byte[] body, Inflation inflation, Duration timeout) {
        arrived = System.nanoTime();
        deadline = arrived;
        if (coding == ContentCoding.IDENTITY) {
            read(body, inflation, timeout);
        } else {
            /* A few bytes may inflate to many: that is not for the connection's thread, which others share. */
            Thread.startVirtualThread(() -> read(body, inflation, timeout));
        }
    }

    private void read(byte[] body, Inflation inflation, Duration timeout) {
        try {
            deadline = arrived
                    + TimeoutHeader.read(request.getHeader(TimeoutHeader.NAME), timeout)
                            .toNanos();
            byte[] inflated = inflation.inflate(coding, body);
            service.submit(
                    RequestBody.of(inflated, request.getHeader(RequestBody.LENGTH_HEADER))
                            .within(inflation::take),
                    this);
        } catch (RequestRefused wrong) {
            service.reject();
            answer(Reply.refused(wrong));
        } catch (Inflation.Refused much) {
            if (much.isTooLarge()) {
                service.reject();
                end(() -> Answers.error(
                        response,
                        Answers.TOO_LARGE,
                        "body must have at most " + inflation.most() + " bytes, got more"));
            } else {
                end(() -> Answers.unavailable(response, "the server holds as many bytes of requests as it may"));
            }
        }
    }

    @Override
    public @Nullable String requestId() {
        return request.getHeader("X-Request-Id");
    }

    @Override
    public long arrived() {
        return arrived;
    }

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public boolean gone() {
        return gone;
    }

    @Override
    public void answer(Reply reply) {
        Answer answer = reply.body();
        ContentCoding accepted = ContentCoding.accepted(request.getHeader("Accept-Encoding"));
        boolean deflated = accepted != ContentCoding.IDENTITY && answer.bytes().length >= Deflation.LEAST;
        byte[] bytes = deflated ? Deflation.deflate(accepted, answer.bytes()) : answer.bytes();
        end(() -> {
            reply.confidence()
                    .ifPresent(sure -> response.putHeader(CONFIDENCE_HEADER, String.format(Locale.ROOT, "%.4f", sure)));
            if (deflated) {
                response.putHeader("Content-Encoding", accepted.headerValue());
            }
            answer.jsonLength()
                    .ifPresent(length -> response.putHeader(RequestBody.LENGTH_HEADER, String.valueOf(length)));
            if (reply.status() == Reply.BUSY) {
                Answers.soon(response);
            }
            Answers.send(
                    response, reply.status(), answer.jsonLength().isPresent() ? Answers.BINARY : Answers.JSON, bytes);
        });
    }

    private void end(Runnable answer) {
        held.giveBack();
        if (!gone) {
            context.runOnContext(now -> {
                if (!response.ended() && !response.closed()) {
                    answer.run();
                }
            });
        }
    }
}
