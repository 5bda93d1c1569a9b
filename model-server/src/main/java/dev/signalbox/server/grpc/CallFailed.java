package dev.signalbox.server.grpc;

/** A call that ends with a status alone. */
final class CallFailed extends Exception {
    private static final long serialVersionUID = 1;

    private final GrpcStatus status;

    CallFailed(GrpcStatus status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    GrpcStatus status() {
        return status;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
