package dev.signalbox.server.grpc;

import dev.signalbox.server.codec.RequestRefused;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalUnit;
import org.jspecify.annotations.Nullable;

/** The header by which a gRPC client says for how long it will wait for its answer. */
final class GrpcTimeout {
    static final String NAME = "grpc-timeout";

    private static final Duration MOST = Duration.ofHours(1);
    private static final Duration LEAST = Duration.ofNanos(1);

    private GrpcTimeout() {}

    /** What it says, an hour at most, or the configured timeout where it is not given. */
    static Duration read(@Nullable String value, Duration otherwise) {
        if (value == null) {
            return otherwise;
        }
        if (!value.matches("[0-9]{1,8}[HMSmun]")) {
            throw new RequestRefused(NAME + " must be 1 to 8 digits and one of H, M, S, m, u, n, got \""
                    + (value.length() <= 40 ? value : value.substring(0, 40) + "...") + "\"");
        }
        int last = value.length() - 1;
        Duration given = Duration.of(Long.parseLong(value.substring(0, last)), unit(value.charAt(last)));
        if (given.compareTo(MOST) > 0) {
            return MOST;
        }
        return given.isZero() ? LEAST : given;
    }

    private static TemporalUnit unit(char letter) {
        return switch (letter) {
            case 'H' -> ChronoUnit.HOURS;
            case 'M' -> ChronoUnit.MINUTES;
            case 'S' -> ChronoUnit.SECONDS;
            case 'm' -> ChronoUnit.MILLIS;
            case 'u' -> ChronoUnit.MICROS;
            default -> ChronoUnit.NANOS;
        };
    }
}
