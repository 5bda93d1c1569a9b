package dev.signalbox.api.verdict;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Require;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the monitor says about a candidate: computed from what is stored, so that asking again, or asking another replica,
 * gives the same.
 *
 * <p>{@code policyRevision} tells by which policy; {@code since} and {@code asOf} over which time; {@code lastSeen} is the end of
 * the newest window that counted a request of the candidate.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Verdict(
        int v,
        DeploymentName deployment,
        ModelVersion candidate,
        ModelVersion stable,
        long policyRevision,
        Instant since,
        Instant asOf,
        @Nullable Instant lastSeen,
        long candidateRequests,
        long stableRequests,
        Outcome outcome,
        List<Reason> reasons) {
    /** The version of the document that this code reads and writes. */
    public static final int VERSION = 1;

    /* One for each alarm, and one for a traffic split that is broken. */
    private static final int MOST_REASONS = JudgePolicy.MOST_ALARMS + 1;

    public Verdict {
        Require.version("verdict", v, VERSION);
        Require.present("verdict.deployment", deployment);
        Require.present("verdict.candidate", candidate);
        Require.present("verdict.stable", stable);
        Require.present("verdict.since", since);
        Require.present("verdict.asOf", asOf);
        Require.within("verdict.candidateRequests", candidateRequests, 0, Long.MAX_VALUE);
        Require.within("verdict.stableRequests", stableRequests, 0, Long.MAX_VALUE);
        Require.present("verdict.outcome", outcome);
        reasons = List.copyOf(Require.present("verdict.reasons", reasons));
        Require.atMost("verdict.reasons", MOST_REASONS, reasons);
    }

    /**
     * The reason to show where there is room for one: what fires first, by what follows from it, then what a promotion waits for,
     * then the rest.
     */
    public Optional<Reason> foremost() {
        return reasons.stream().max(Comparator.comparingInt(Verdict::rank));
    }

    private static int rank(Reason reason) {
        int gravity = switch (reason.action()) {
            case Rollback -> 2;
            case Hold -> 1;
            case Notify -> 0;
        };
        int gates = reason.action() == AlarmAction.Rollback ? 3 : 0;
        return switch (reason.signal()) {
            case Firing -> 10 + gravity;
            case NoData -> 2 + gates;
            case Undecided -> 1 + gates;
            case Passed -> 0;
        };
    }
}
