package dev.signalbox.server.grpc;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;

/** Writes how calls end: a message and its status, or a status alone. */
final class GrpcAnswers {
    static final String CONTENT_TYPE = "application/grpc";

    private static final String PROTO = "application/grpc+proto";
    private static final String STATUS = "grpc-status";
    private static final String MESSAGE = "grpc-message";
    private static final char FIRST_PRINTABLE = ' ';
    private static final char LAST_PRINTABLE = '~';

    private GrpcAnswers() {}

    static void message(HttpServerResponse response, Buffer frame) {
        if (response.ended() || response.closed()) {
            return;
        }
        response.putHeader(HttpHeaderNames.CONTENT_TYPE, PROTO);
        response.putTrailer(STATUS, GrpcStatus.OK.code());
        response.end(frame);
    }

    /** Begins an answer of several messages. */
    static void begin(HttpServerResponse response) {
        response.setChunked(true).putHeader(HttpHeaderNames.CONTENT_TYPE, PROTO);
    }

    /** Ends an answer of several messages. */
    static void end(HttpServerResponse response, GrpcStatus status, String message) {
        response.putTrailer(STATUS, status.code())
                .putTrailer(MESSAGE, percentEncoded(message))
                .end();
    }

    static void unknownCoding(HttpServerResponse response, MessageCoding.Unknown unknown) {
        response.putHeader("grpc-accept-encoding", MessageCoding.ACCEPTED);
        status(response, GrpcStatus.UNIMPLEMENTED, unknown.text());
    }

    static void status(HttpServerResponse response, GrpcStatus status, String message) {
        if (response.ended() || response.closed()) {
            return;
        }
        response.putHeader(HttpHeaderNames.CONTENT_TYPE, PROTO)
                .putHeader(STATUS, status.code())
                .putHeader(MESSAGE, percentEncoded(message))
                .end();
    }

    /* gRPC over HTTP/2, "Percent-Encoded": everything but the printable characters of ASCII, and the percent sign itself. */
    static String percentEncoded(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            if (each >= FIRST_PRINTABLE && each <= LAST_PRINTABLE && each != '%') {
                encoded.append((char) each);
            } else {
                encoded.append('%')
                        .append(Character.toUpperCase(Character.forDigit(each >> 4 & 0xF, 16)))
                        .append(Character.toUpperCase(Character.forDigit(each & 0xF, 16)));
            }
        }
        return encoded.toString();
    }
}
