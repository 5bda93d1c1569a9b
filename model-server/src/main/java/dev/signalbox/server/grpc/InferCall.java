package dev.signalbox.server.grpc;

import dev.signalbox.server.body.ContentCoding;
import dev.signalbox.server.body.Inflation;
import dev.signalbox.server.codec.RequestRefused;
import dev.signalbox.server.http.PendingRequest;
import dev.signalbox.server.messages.ModelInferResponse;
import dev.signalbox.server.serving.InferenceService;
import dev.signalbox.server.serving.Refusal;
import dev.signalbox.server.serving.Reply;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.OptionalDouble;

/** One ModelInfer call on its way from a message to an answer. */
final class InferCall extends PendingRequest<ModelInferResponse> {
    private static final String REQUEST_ID = "x-request-id";
    private static final String CONFIDENCE = "signalbox-confidence";

    private final InferenceService service;
    private final Ended ended;

    /** Hears how calls end. */
    interface Ended {
        /** One ended, so long after its message was here. */
        void with(boolean answered, long nanos);
    }

    InferCall(InferenceService service, Context context, HttpServerRequest request, Held held, Ended ended) {
        super(context, request, held);
        this.service = service;
        this.ended = ended;
    }

    /** Asks about the body of the call. */
    void ask(byte[] body, Inflation inflation, Duration timeout) {
        begin();
        try {
            waitFor(GrpcTimeout.read(header(GrpcTimeout.NAME), timeout));
            GrpcFrame frame = GrpcFrame.only(body);
            ContentCoding coding = MessageCoding.of(frame, header(MessageCoding.HEADER));
            if (coding == ContentCoding.IDENTITY) {
                service.submit(frame.message(), inflation::take, this);
            } else {
                /* A few bytes may inflate to many: that is not for the connection's thread, which others share. */
                Thread.startVirtualThread(() -> inflate(frame, coding, inflation));
            }
        } catch (RequestRefused wrong) {
            service.reject();
            answer(new Reply.Refused<>(Refusal.WRONG, wrong.text()));
        } catch (MessageCoding.Unknown unknown) {
            service.reject();
            end(GrpcStatus.UNIMPLEMENTED.name(), () -> GrpcAnswers.unknownCoding(response(), unknown));
        }
    }

    private void inflate(GrpcFrame frame, ContentCoding coding, Inflation inflation) {
        try {
            service.submit(inflation.inflate(coding, frame.message()), inflation::take, this);
        } catch (RequestRefused wrong) {
            service.reject();
            answer(new Reply.Refused<>(Refusal.WRONG, wrong.text()));
        } catch (Inflation.Refused much) {
            if (much.isTooLarge()) {
                service.reject();
                fail(GrpcStatus.RESOURCE_EXHAUSTED, CallReader.tooLarge(inflation.most()));
            } else {
                fail(GrpcStatus.UNAVAILABLE, CallReader.NO_ROOM);
            }
        }
    }

    @Override
    public void answer(Reply<ModelInferResponse> reply) {
        switch (reply) {
            case Reply.Answered<ModelInferResponse>(ModelInferResponse message, Reply.Told told) ->
                answer(message, told.confidence());
            case Reply.Refused<ModelInferResponse>(Refusal why, String message) -> fail(GrpcStatus.of(why), message);
        }
    }

    private void answer(ModelInferResponse message, OptionalDouble confidence) {
        Buffer frame = GrpcFrame.of(message);
        end(GrpcStatus.OK.name(), () -> {
            ended.with(true, System.nanoTime() - arrived());
            echoId();
            confidence.ifPresent(sure -> response().putHeader(CONFIDENCE, confidenceText(sure)));
            GrpcAnswers.message(response(), frame);
        });
    }

    private void fail(GrpcStatus status, String message) {
        end(status.name(), () -> {
            ended.with(false, System.nanoTime() - arrived());
            echoId();
            GrpcAnswers.status(response(), status, message);
        });
    }

    private void echoId() {
        String id = requestId();
        if (id != null) {
            response().putHeader(REQUEST_ID, id);
        }
    }
}
