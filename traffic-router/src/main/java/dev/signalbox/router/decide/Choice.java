package dev.signalbox.router.decide;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.Weight;
import dev.signalbox.api.route.Backend;
import dev.signalbox.api.route.Route;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What becomes of a request: it goes to a version, or it is refused. */
public sealed interface Choice {
    /** The request goes to this backend; with {@code failover}, stable answers if the backend fails. */
    record Forward(Backend backend, Assignment assignment, boolean failover) implements Choice {}

    /** The request is answered by the router itself. */
    record Refuse(int status, String why) implements Choice {}

    /** Chooses for a route whose candidate is not ejected. */
    static Choice of(Route route, Asked asked) {
        return of(route, asked, false);
    }

    /** Chooses by path, then by override header, then by sticky key, then by ticket. */
    static Choice of(Route route, Asked asked, boolean ejected) {
        Optional<Backend> stable = route.stable();
        if (stable.isEmpty()) {
            return new Refuse(503, "model \"" + route.deployment() + "\" has no version that serves yet");
        }
        if (asked.pathVersion() != null) {
            return named(route, asked.pathVersion());
        }
        if (asked.override() != null) {
            return named(route, asked.override());
        }
        Optional<Backend> candidate = route.candidate();
        if (candidate.isPresent()
                && toCandidate(route.deployment(), candidate.get().weight(), asked)) {
            return ejected
                    ? new Forward(stable.get(), Assignment.WITHHELD, false)
                    : new Forward(candidate.get(), Assignment.SPLIT, route.failover());
        }
        return new Forward(stable.get(), Assignment.SPLIT, false);
    }

    private static Choice named(Route route, String version) {
        for (Backend backend : route.backends()) {
            if (backend.version().id().equals(version)) {
                return new Forward(backend, Assignment.ASKED, false);
            }
        }
        String shown = version.length() <= 40 ? version : version.substring(0, 40) + "...";
        return new Refuse(
                404, "model \"" + route.deployment() + "\" does not serve version \"" + shown + "\" at this time");
    }

    private static boolean toCandidate(DeploymentName deployment, Weight weight, Asked asked) {
        if (weight.equals(Weight.NONE) || weight.equals(Weight.ALL)) {
            return weight.equals(Weight.ALL);
        }
        @Nullable String key = asked.stickyKey();
        if (key == null || key.isEmpty()) {
            return Split.ticketToCandidate(weight, asked.tickets().getAsLong());
        }
        return Split.bucketToCandidate(weight, Split.bucket(deployment, key));
    }
}
