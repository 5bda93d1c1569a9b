package dev.signalbox.server.grpc;

import dev.signalbox.server.body.BodyBounds;
import dev.signalbox.server.body.BodyReader;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** Collects the message of a call within the bounds, or ends the call by saying why it is not. */
final class CallReader {
    static final String NO_ROOM = "the server holds as many bytes of requests as it may";

    private CallReader() {}

    /** Reads a message; what was taken out of the budget is given back by {@code next}. */
    static void read(HttpServerRequest request, BodyBounds bounds, Consumer<BodyReader.End.Whole> next) {
        long mostBytes = bounds.mostBytes();
        BodyReader.read(request, bounds.of(mostBytes + GrpcFrame.PREFIX), end -> {
            switch (end) {
                case BodyReader.End.Whole whole -> next.accept(whole);
                case BodyReader.End.TooLarge tooLarge ->
                    GrpcAnswers.status(request.response(), GrpcStatus.RESOURCE_EXHAUSTED, tooLarge(mostBytes));
                case BodyReader.End.NoRoom noRoom ->
                    GrpcAnswers.status(request.response(), GrpcStatus.UNAVAILABLE, NO_ROOM);
                case BodyReader.End.Late late ->
                    GrpcAnswers.status(
                            request.response(),
                            GrpcStatus.DEADLINE_EXCEEDED,
                            "message must be here within "
                                    + bounds.clock().patience().toSeconds() + " s");
                case BodyReader.End.Broken broken -> {}
            }
        });
    }

    static String tooLarge(long mostBytes) {
        return "message must have at most " + mostBytes + " bytes, got more";
    }
}
