package dev.signalbox.router.decide;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The head of an HTTP/2 request, as far as it decides for whom it is: it goes on as HTTP/1.1 too, where what is harmless in a
 * frame could end a line.
 */
public record StreamHead(
        @Nullable String method,
        @Nullable String target,
        @Nullable String authority) {
    /* RFC 9113, 8.2.2: these are about a connection, which HTTP/2 has other means for. */
    private static final Set<String> OF_A_CONNECTION =
            Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    /** What is wrong, in words; empty if nothing is. */
    public Optional<String> fault() {
        if (method == null || method.isEmpty() || !method.chars().allMatch(StreamHead::ofToken)) {
            return Optional.of(":method must be a token");
        }
        if (target == null || !(target.startsWith("/") || target.equals("*")) || !visible(target)) {
            return Optional.of(":path must begin with / and hold visible ASCII characters only");
        }
        if (authority == null || authority.isEmpty() || !visible(authority) || authority.indexOf('@') >= 0) {
            return Optional.of(":authority or host must be given, without user information");
        }
        return Optional.empty();
    }

    /** What is wrong with one of its headers, in words; empty if nothing is. */
    public static Optional<String> fault(Map.Entry<String, String> header) {
        String name = header.getKey();
        String value = header.getValue();
        if (name.isEmpty() || !name.chars().allMatch(StreamHead::ofToken)) {
            return Optional.of("a header's name must be a token");
        }
        if (OF_A_CONNECTION.contains(name) || (name.equals("te") && !value.equals("trailers"))) {
            return Optional.of(name + " has no place in HTTP/2");
        }
        if (value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0) || !value.equals(value.strip())) {
            return Optional.of("the value of " + name + " must hold no line breaks and no blanks around it");
        }
        if (name.equals("content-length")
                && (value.isEmpty() || value.length() > 18 || !value.chars().allMatch(c -> c >= '0' && c <= '9'))) {
            return Optional.of("content-length must be a number");
        }
        return Optional.empty();
    }

    private static boolean visible(String text) {
        return text.chars().allMatch(c -> c > ' ' && c <= '~');
    }

    private static boolean ofToken(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || TOKEN_MARKS.indexOf(c) >= 0;
    }
}
