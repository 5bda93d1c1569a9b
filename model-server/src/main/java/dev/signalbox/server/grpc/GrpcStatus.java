package dev.signalbox.server.grpc;

import dev.signalbox.server.serving.Refusal;

/** How a call ends; the numbers are gRPC's. */
enum GrpcStatus {
    OK(0),
    INVALID_ARGUMENT(3),
    DEADLINE_EXCEEDED(4),
    NOT_FOUND(5),
    RESOURCE_EXHAUSTED(8),
    UNIMPLEMENTED(12),
    INTERNAL(13),
    UNAVAILABLE(14);

    private final int code;

    GrpcStatus(int code) {
        this.code = code;
    }

    String code() {
        return Integer.toString(code);
    }

    /** What becomes of a request that is not answered with a prediction. */
    static GrpcStatus of(Refusal why) {
        return switch (why) {
            case WRONG -> INVALID_ARGUMENT;
            case UNKNOWN -> NOT_FOUND;
            case FAILED -> INTERNAL;
            case BUSY -> UNAVAILABLE;
            case LATE -> DEADLINE_EXCEEDED;
        };
    }
}
