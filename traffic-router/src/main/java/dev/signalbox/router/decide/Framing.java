package dev.signalbox.router.decide;

import java.util.List;
import java.util.Optional;

/** Whether a request says in one way only for whom it is and where its body ends. */
public final class Framing {
    private Framing() {}

    /**
     * What is wrong, in words; empty if nothing is.
     *
     * @param later whether the request is HTTP/1.1 or later
     * @param hosts the values of all its Host headers
     * @param codings the values of all its Transfer-Encoding headers
     * @param length whether it has a Content-Length
     */
    public static Optional<String> fault(boolean later, List<String> hosts, List<String> codings, boolean length) {
        if (hosts.size() > 1 || (later && hosts.isEmpty())) {
            return Optional.of("Host must be given once, got it " + hosts.size() + " times");
        }
        if (codings.isEmpty()) {
            return Optional.empty();
        }
        if (length) {
            return Optional.of("Content-Length and Transfer-Encoding exclude each other");
        }
        if (!later) {
            return Optional.of("Transfer-Encoding needs HTTP/1.1");
        }
        if (codings.size() > 1 || !codings.getFirst().equalsIgnoreCase("chunked")) {
            return Optional.of("Transfer-Encoding must be chunked, and nothing else");
        }
        return Optional.empty();
    }
}
