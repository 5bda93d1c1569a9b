package dev.signalbox.router.decide;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The time that a gRPC call may take, as it says itself: at most eight digits and a unit. */
public final class GrpcTimeout {
    private static final int MOST_DIGITS = 8;

    private GrpcTimeout() {}

    /** The time in milliseconds, at least one; empty if the call says none or nothing that can be read. */
    public static OptionalLong millis(@Nullable String header) {
        if (header == null || header.length() < 2 || header.length() > MOST_DIGITS + 1) {
            return OptionalLong.empty();
        }
        String digits = header.substring(0, header.length() - 1);
        TimeUnit unit = unit(header.charAt(header.length() - 1));
        if (unit == null || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Math.max(1, unit.toMillis(Long.parseLong(digits))));
    }

    private static @Nullable TimeUnit unit(char letter) {
        return switch (letter) {
            case 'H' -> TimeUnit.HOURS;
            case 'M' -> TimeUnit.MINUTES;
            case 'S' -> TimeUnit.SECONDS;
            case 'm' -> TimeUnit.MILLISECONDS;
            case 'u' -> TimeUnit.MICROSECONDS;
            case 'n' -> TimeUnit.NANOSECONDS;
            default -> null;
        };
    }
}
