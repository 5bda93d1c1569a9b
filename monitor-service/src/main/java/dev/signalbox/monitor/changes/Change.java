package dev.signalbox.monitor.changes;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.verdict.Reason;
import dev.signalbox.api.verdict.Signal;
import dev.signalbox.api.verdict.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became different at an instant: a candidate began to be judged, its verdict changed, or the signal of one {@code alarm}
 * did.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Change(
        DeploymentName deployment,
        Instant at,
        Kind kind,
        ModelVersion candidate,
        ModelVersion stable,
        @Nullable String alarm,
        @Nullable String from,
        String to,
        @Nullable String message) {
    /** What can become different. */
    public enum Kind {
        /** Another candidate is judged, or the same one anew; {@code to} is the outcome. */
        CANDIDATE,
        /** The outcome changed. */
        VERDICT,
        /** An alarm's signal changed. */
        SIGNAL
    }

    /** What is different in a verdict from the one before, if there was one. */
    static List<Change> between(@Nullable Verdict before, Verdict now) {
        List<Change> changes = new ArrayList<>();
        boolean same = before != null
                && before.candidate().equals(now.candidate())
                && before.stable().equals(now.stable())
                && before.since().equals(now.since());
        if (!same || before == null) {
            changes.add(of(now, Kind.CANDIDATE, null, now.outcome().name()));
        } else if (before.outcome() != now.outcome()) {
            changes.add(
                    of(now, Kind.VERDICT, before.outcome().name(), now.outcome().name()));
        }
        Map<String, Signal> signals = new HashMap<>();
        if (same && before != null) {
            before.reasons().forEach(reason -> signals.put(reason.alarm(), reason.signal()));
        }
        for (Reason reason : now.reasons()) {
            Signal was = signals.get(reason.alarm());
            if (was != reason.signal()) {
                changes.add(ofSignal(now, was, reason));
            }
        }
        return changes;
    }

    private static Change of(Verdict now, Kind kind, @Nullable String from, String to) {
        return new Change(now.deployment(), now.asOf(), kind, now.candidate(), now.stable(), null, from, to, null);
    }

    private static Change ofSignal(Verdict now, @Nullable Signal was, Reason reason) {
        return new Change(
                now.deployment(),
                now.asOf(),
                Kind.SIGNAL,
                now.candidate(),
                now.stable(),
                reason.alarm(),
                was == null ? null : was.name(),
                reason.signal().name(),
                reason.message());
    }
}
