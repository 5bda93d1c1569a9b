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

    /* By the length of a hop-by-hop header: the letters that one of that length begins with, a bit for each. */
    private static final int[] FIRST_LETTERS = firstLetters(HOP_BY_HOP);

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
    public boolean pass(CharSequence header) {
        if (couldBeHopByHop(header) && HOP_BY_HOP.contains(header.toString())) {
            return false;
        }
        return named.isEmpty() || !named.contains(header.toString());
    }

    /* Most headers have another length, or begin with another letter: this spares them the look-up. */
    private static boolean couldBeHopByHop(CharSequence header) {
        int length = header.length();
        return length < FIRST_LETTERS.length
                && FIRST_LETTERS[length] != 0
                && (FIRST_LETTERS[length] & letter(header.charAt(0))) != 0;
    }

    /* Letters that differ in case share a bit; what is no letter may share one too, and is looked up then. */
    private static int letter(char first) {
        return 1 << (first & 0x1f);
    }

    private static int[] firstLetters(Set<String> names) {
        int longest = names.stream().mapToInt(String::length).max().orElse(0);
        int[] letters = new int[longest + 1];
        names.forEach(name -> letters[name.length()] |= letter(name.charAt(0)));
        return letters;
    }

    private static Set<String> ignoringCase(String... names) {
        TreeSet<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : names) {
            set.add(name.toLowerCase(Locale.ROOT));
        }
        return set;
    }
}
