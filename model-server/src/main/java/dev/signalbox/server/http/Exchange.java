package dev.signalbox.server.http;

import dev.signalbox.server.body.ContentCoding;
import dev.signalbox.server.body.Deflation;
import dev.signalbox.server.body.Inflation;
import dev.signalbox.server.codec.Answer;
import dev.signalbox.server.codec.AnswerWriter;
import dev.signalbox.server.codec.RequestBody;
import dev.signalbox.server.codec.RequestRefused;
import dev.signalbox.server.serving.InferenceService;
import dev.signalbox.server.serving.Refusal;
import dev.signalbox.server.serving.Reply;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * One inference request of the REST form on its way from bytes to an answer: {@link #ask} runs on the connection's thread, the
 * answer comes on an inference thread.
 */
final class Exchange extends PendingRequest<Answer> {
    private static final String CONFIDENCE_HEADER = "Signalbox-Confidence";
    private static final String CLASS_HEADER = "Signalbox-Class";
    private static final String MASKED_HEADER = "Signalbox-Masked";

    /* Another class is in the answer alone: a header holds no line breaks, and not every client reads more than this. */
    private static final Pattern PLAIN = Pattern.compile("[ -~]{1,128}");

    private final InferenceService service;
    private final ContentCoding coding;

    Exchange(InferenceService service, Context context, HttpServerRequest request, ContentCoding coding, Held held) {
        super(context, request, held);
        this.service = service;
        this.coding = coding;
    }

    /** Asks about a body that was here as a whole at that time; what it inflates to is counted by {@code inflation}. */
    void ask(byte[] body, Inflation inflation, Duration timeout) {
        begin();
        if (coding == ContentCoding.IDENTITY) {
            read(body, inflation, timeout);
        } else {
            /* A few bytes may inflate to many: that is not for the connection's thread, which others share. */
            Thread.startVirtualThread(() -> read(body, inflation, timeout));
        }
    }

    private void read(byte[] body, Inflation inflation, Duration timeout) {
        try {
            waitFor(TimeoutHeader.read(header(TimeoutHeader.NAME), timeout));
            byte[] inflated = inflation.inflate(coding, body);
            service.submit(
                    RequestBody.of(inflated, header(RequestBody.LENGTH_HEADER)).within(inflation::take), this);
        } catch (RequestRefused wrong) {
            service.reject();
            answer(new Reply.Refused<>(Refusal.WRONG, wrong.text()));
        } catch (Inflation.Refused much) {
            if (much.isTooLarge()) {
                service.reject();
                end(
                        "413",
                        () -> Answers.error(
                                response(),
                                Answers.TOO_LARGE,
                                "body must have at most " + inflation.most() + " bytes, got more"));
            } else {
                end(
                        "503",
                        () -> Answers.unavailable(response(), "the server holds as many bytes of requests as it may"));
            }
        }
    }

    @Override
    public void answer(Reply<Answer> reply) {
        switch (reply) {
            case Reply.Answered<Answer>(Answer answer, Reply.Told told) -> answer(answer, told);
            case Reply.Refused<Answer>(Refusal why, String message) -> refuse(why, message);
        }
    }

    private void refuse(Refusal why, String message) {
        byte[] document = AnswerWriter.error(message);
        end(String.valueOf(Answers.status(why)), () -> {
            if (why == Refusal.BUSY) {
                Answers.soon(response());
            }
            Answers.send(response(), Answers.status(why), document);
        });
    }

    private void answer(Answer answer, Reply.Told told) {
        ContentCoding accepted = ContentCoding.accepted(header("Accept-Encoding"));
        boolean deflated = accepted != ContentCoding.IDENTITY && answer.bytes().length >= Deflation.LEAST;
        byte[] bytes = deflated ? Deflation.deflate(accepted, answer.bytes()) : answer.bytes();
        end("200", () -> {
            told.confidence().ifPresent(sure -> response().putHeader(CONFIDENCE_HEADER, confidenceText(sure)));
            if (told.predicted() != null && PLAIN.matcher(told.predicted()).matches()) {
                response().putHeader(CLASS_HEADER, told.predicted());
            }
            if (!told.masked().isEmpty()) {
                response().putHeader(MASKED_HEADER, told.masked());
            }
            if (deflated) {
                response().putHeader("Content-Encoding", accepted.headerValue());
            }
            answer.jsonLength()
                    .ifPresent(length -> response().putHeader(RequestBody.LENGTH_HEADER, String.valueOf(length)));
            Answers.send(
                    response(), Answers.OK, answer.jsonLength().isPresent() ? Answers.BINARY : Answers.JSON, bytes);
        });
    }
}
