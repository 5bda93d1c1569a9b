package dev.signalbox.monitor.callbacks;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which hosts decisions may be posted to: those that are named, such as {@code loans.example}, {@code *.example} or {@code *} for all. Where none is
 * named, nothing is posted: whoever may make a ticket names its URL, and must not get at whatever else the monitor reaches. A cloud's metadata,
 * and all else that is link-local, is never posted to.
 */
record CallbackTargets(List<String> hosts) {
    /* Those of clouds that are not link-local. */
    private static final Set<String> METADATA = Set.of("fd00:ec2:0:0:0:0:0:254", "100.100.100.200");

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
        if (hosts.stream().noneMatch(known -> names(known, name))) {
            return refused("signalbox.monitor.callbacks.hosts does not name " + host);
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (address.isLinkLocalAddress() || METADATA.contains(address.getHostAddress())) {
                    return refused(host + " is link-local or a cloud's metadata (" + address.getHostAddress()
                            + "), where no decision is sent");
                }
            }
        } catch (UnknownHostException unknown) {
            // Whoever posts to it finds out in the same way, and perhaps later it is known.
            return Optional.empty();
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
