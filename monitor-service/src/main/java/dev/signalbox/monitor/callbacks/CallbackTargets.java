package dev.signalbox.monitor.callbacks;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which hosts decisions may be posted to: those that are named, such as {@code loans.example}, {@code *.example} or {@code *} for all. Where none is,
 * all but this machine and what is reachable by it alone: whoever may make a ticket names its URL, and must not get at services that
 * trust whoever is local, such as a cloud's metadata.
 */
record CallbackTargets(List<String> hosts) {
    CallbackTargets {
        hosts = hosts.stream()
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** What becomes of a callback to a URL that may not be posted to; empty for one that may. */
    Optional<CallbackPost.Result> refusal(URI url) {
        String host = url.getHost();
        if (host == null) {
            return Optional.of(new CallbackPost.Result(CallbackOutcome.UNREACHABLE, "its URL has no host"));
        }
        String name = host.toLowerCase(Locale.ROOT);
        if (!hosts.isEmpty()) {
            return hosts.stream().anyMatch(known -> names(known, name))
                    ? Optional.empty()
                    : refused("signalbox.monitor.callbacks.hosts does not name " + host);
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (address.isLoopbackAddress() || address.isLinkLocalAddress() || address.isAnyLocalAddress()) {
                    return refused(host + " is local (" + address.getHostAddress()
                            + "), which signalbox.monitor.callbacks.hosts must name");
                }
            }
        } catch (UnknownHostException unknown) {
            return Optional.of(new CallbackPost.Result(CallbackOutcome.UNREACHABLE, "unknown host " + host));
        }
        return Optional.empty();
    }

    private static boolean names(String known, String host) {
        return known.startsWith("*") ? host.endsWith(known.substring(1)) : host.equals(known);
    }

    private static Optional<CallbackPost.Result> refused(String why) {
        return Optional.of(new CallbackPost.Result(CallbackOutcome.HOST, why));
    }
}
