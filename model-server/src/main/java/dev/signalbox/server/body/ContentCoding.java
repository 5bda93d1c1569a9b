package dev.signalbox.server.body;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the bytes of a body may be compressed. */
public enum ContentCoding {
    IDENTITY,
    GZIP,
    DEFLATE;

    /** The coding that a Content-Encoding names, if it is one of these. */
    public static Optional<ContentCoding> named(@Nullable String contentEncoding) {
        if (contentEncoding == null) {
            return Optional.of(IDENTITY);
        }
        return switch (contentEncoding.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> Optional.of(IDENTITY);
            case "gzip", "x-gzip" -> Optional.of(GZIP);
            case "deflate" -> Optional.of(DEFLATE);
            default -> Optional.empty();
        };
    }

    /** The coding to answer in: the one that an Accept-Encoding prefers by name, as it is if it names none of these. */
    public static ContentCoding accepted(@Nullable String acceptEncoding) {
        if (acceptEncoding == null) {
            return IDENTITY;
        }
        ContentCoding best = IDENTITY;
        double most = 0;
        for (String part : acceptEncoding.split(",", -1)) {
            String[] coding = part.split(";", 2);
            ContentCoding named =
                    coding[0].isBlank() ? IDENTITY : named(coding[0]).orElse(IDENTITY);
            double weight = coding.length == 1 ? 1 : weight(coding[1]);
            if (named != IDENTITY && weight > most) {
                best = named;
                most = weight;
            }
        }
        return best;
    }

    private static double weight(String parameter) {
        String text = parameter.strip();
        try {
            return text.startsWith("q=") ? Double.parseDouble(text.substring(2)) : 1;
        } catch (NumberFormatException unreadable) {
            return 0;
        }
    }

    /** The name in a header. */
    public String headerValue() {
        return name().toLowerCase(Locale.ROOT);
    }
}
