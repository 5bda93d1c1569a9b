package dev.signalbox.router.decide;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The statuses of gRPC. */
public enum GrpcStatus {
    OK(0),
    CANCELLED(1),
    UNKNOWN(2),
    INVALID_ARGUMENT(3),
    DEADLINE_EXCEEDED(4),
    NOT_FOUND(5),
    ALREADY_EXISTS(6),
    PERMISSION_DENIED(7),
    RESOURCE_EXHAUSTED(8),
    FAILED_PRECONDITION(9),
    ABORTED(10),
    OUT_OF_RANGE(11),
    UNIMPLEMENTED(12),
    INTERNAL(13),
    UNAVAILABLE(14),
    DATA_LOSS(15),
    UNAUTHENTICATED(16);

    private final int code;

    GrpcStatus(int code) {
        this.code = code;
    }

    /** The status of a {@code grpc-status}; what is none, or absent where one must be, is unknown. */
    public static GrpcStatus of(@Nullable String code) {
        if (code == null || code.isEmpty() || code.length() > 2) {
            return UNKNOWN;
        }
        int number = 0;
        for (int i = 0; i < code.length(); i++) {
            int digit = code.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return UNKNOWN;
            }
            number = 10 * number + digit;
        }
        return ofCode(number);
    }

    private static GrpcStatus ofCode(int number) {
        for (GrpcStatus status : values()) {
            if (status.code == number) {
                return status;
            }
        }
        return UNKNOWN;
    }

    /** What an answer of the router itself is, told in gRPC. */
    public static GrpcStatus ofHttp(int status) {
        return switch (status) {
            case 400, 414 -> INVALID_ARGUMENT;
            case 404 -> NOT_FOUND;
            case 408, 504 -> DEADLINE_EXCEEDED;
            case 413, 431 -> RESOURCE_EXHAUSTED;
            case 502, 503 -> UNAVAILABLE;
            default -> UNKNOWN;
        };
    }

    /** A message as it is written beside a status: in visible ASCII, all else by its UTF-8 bytes in per cent signs. */
    public static String message(String text) {
        StringBuilder written = new StringBuilder(text.length());
        for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
            if (next >= ' ' && next <= '~' && next != '%') {
                written.append((char) next);
            } else {
                written.append('%').append(HexFormat.of().withUpperCase().toHexDigits(next));
            }
        }
        return written.toString();
    }

    /** Its number. */
    public int code() {
        return code;
    }
}
