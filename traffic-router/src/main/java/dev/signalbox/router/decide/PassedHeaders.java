package dev.signalbox.router.decide;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which headers of a message go on to the next hop: all but those that are about the connection. */
public final class PassedHeaders {
    /* RFC 9110, 7.6.1, and Expect, which the router answers itself. */
    private static final Set<String> HOP_BY_HOP = ignoringCase(
            "Connection",
            "Keep-Alive",
            "Proxy-Connection",
            "Proxy-Authenticate",
            "Proxy-Authorization",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "Upgrade",
            "Expect");

    /* To name these in Connection would change what the next hop takes for the body, or for whom. */
    private static final Set<String> NEEDED = ignoringCase("Content-Length", "Host");

    private final Set<String> named;

    private PassedHeaders(Set<String> named) {
        this.named = named;
    }

    /** The rule for a message with this Connection header, which may name further headers of its own. */
    public static PassedHeaders of(@Nullable String connection) {
        if (connection == null || connection.equalsIgnoreCase("keep-alive") || connection.equalsIgnoreCase("close")) {
            return new PassedHeaders(Set.of());
        }
        Set<String> named = ignoringCase(connection.strip().split("\\s*,\\s*"));
        named.removeAll(NEEDED);
        return new PassedHeaders(named);
    }

    /** Whether a header goes on. */
    public boolean pass(String header) {
        if (!header.isEmpty() && couldBeHopByHop(header.charAt(0)) && HOP_BY_HOP.contains(header)) {
            return false;
        }
        return named.isEmpty() || !named.contains(header);
    }

    /* Most headers begin with another letter: this spares them the look-up. */
    private static boolean couldBeHopByHop(char first) {
        return "cCkKpPtTuUeE".indexOf(first) >= 0;
    }

    private static Set<String> ignoringCase(String... names) {
        TreeSet<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : names) {
            set.add(name.toLowerCase(Locale.ROOT));
        }
        return set;
    }
}
