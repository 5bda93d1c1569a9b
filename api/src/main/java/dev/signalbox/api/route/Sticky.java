package dev.signalbox.api.route;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.signalbox.api.Require;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What keeps an application's user on one version: the value of a header, or of a cookie. Exactly one is given. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Sticky(
        @JsonPropertyDescription("A request header; excludes cookie.") @Nullable
        String header,

        @JsonPropertyDescription("A cookie; excludes header.") @Nullable
        String cookie,

        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        @JsonPropertyDescription("Whether routers give a cookie to a user who has none. Absent: they do not.")
        boolean setCookie) {
    /* RFC 9110, 5.6.2: token. Header and cookie names are both tokens. */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");

    public Sticky {
        if ((header == null) == (cookie == null)) {
            throw new IllegalArgumentException("stickyBy must name either a header or a cookie");
        }
        if (setCookie && cookie == null) {
            throw new IllegalArgumentException("stickyBy.setCookie needs stickyBy.cookie");
        }
        Require.matching(
                "stickyBy", header != null ? header : cookie, TOKEN, "an HTTP token of at most 128 characters");
    }

    /** Sticky by what applications send by themselves. */
    public Sticky(@Nullable String header, @Nullable String cookie) {
        this(header, cookie, false);
    }

    /** Sticky by a cookie that routers give to users who have none. */
    public static Sticky bySetCookie(String cookie) {
        return new Sticky(null, cookie, true);
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
