package dev.signalbox.api.route;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.api.Require;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What keeps an application's user on one version: the value of a header, or of a cookie. Exactly one is given. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Sticky(@Nullable String header, @Nullable String cookie) {
    /* RFC 9110, 5.6.2: token. Header and cookie names are both tokens. */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");

    public Sticky {
        if ((header == null) == (cookie == null)) {
            throw new IllegalArgumentException("stickyBy must name either a header or a cookie");
        }
        Require.matching(
                "stickyBy", header != null ? header : cookie, TOKEN, "an HTTP token of at most 128 characters");
    }

    /** Sticky by a request header. */
    public static Sticky byHeader(String header) {
        return new Sticky(header, null);
    }

    /** Sticky by a cookie. */
    public static Sticky byCookie(String cookie) {
        return new Sticky(null, cookie);
    }
}
