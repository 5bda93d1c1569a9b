package dev.signalbox.monitor.http;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of requests; a refusal names the parameter. */
public final class Parameters {
    private static final int SHOWN = 80;

    private Parameters() {}

    /** A deployment given as {@code namespace/name}. */
    public static DeploymentName deployment(@Nullable String text) {
        String given = present("deployment", text);
        return checked(() -> DeploymentName.parse(given));
    }

    /** A deployment given in two parts. */
    public static DeploymentName deployment(String namespace, String name) {
        return checked(() -> new DeploymentName(namespace, name));
    }

    /** A version. */
    public static ModelVersion version(String name, @Nullable String text) {
        try {
            return new ModelVersion(present(name, text));
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(name + ": " + e.getMessage());
        }
    }

    /** An instant in ISO 8601. */
    public static Instant instant(String name, @Nullable String text) {
        String given = present(name, text);
        try {
            return Instant.parse(given);
        } catch (DateTimeParseException e) {
            throw new BadRequestException(
                    name + " must be an instant such as 2026-01-31T12:00:00Z, got \"" + shown(given) + "\"");
        }
    }

    /** A whole number within limits, or another where none is given. */
    public static int number(String name, @Nullable String text, int absent, int most) {
        if (text == null) {
            return absent;
        }
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > most) {
            throw new BadRequestException(
                    name + " must be a whole number from 1 to " + most + ", got \"" + shown(text) + "\"");
        }
        return Integer.parseInt(text);
    }

    /** A number with decimals, or null where none is given. */
    public static @Nullable Double decimal(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        if (!text.matches("\\d{1,9}(\\.\\d{1,9})?")) {
            throw new BadRequestException(name + " must be a number such as 0.25, got \"" + shown(text) + "\"");
        }
        return Double.valueOf(text);
    }

    /** A duration in ISO 8601, or null where none is given. */
    public static @Nullable Duration duration(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new BadRequestException(
                    name + " must be a duration such as P30D or PT12H, got \"" + shown(text) + "\"");
        }
    }

    /** A revision, or null where none is given. */
    public static @Nullable Long revision(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        if (!text.matches("\\d{1,18}")) {
            throw new BadRequestException(name + " must be a whole number from 0 on, got \"" + shown(text) + "\"");
        }
        return Long.valueOf(text);
    }

    /** Makes a value whose constructor may refuse what the request says. */
    public static <T> T checked(Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(String.valueOf(e.getMessage()));
        }
    }

    /** The value if it is there. */
    public static <T> T present(String name, @Nullable T value) {
        if (value == null) {
            throw new BadRequestException(name + " is required");
        }
        return value;
    }

    private static String shown(String value) {
        return value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "...";
    }
}
