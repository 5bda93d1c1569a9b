package dev.signalbox.api.rollout;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Require;
import dev.signalbox.api.Weight;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a deployment's rollout is and why, as the operator decided it; sent to the monitor after each change and from time to
 * time, so that people see it beside the evidence.
 *
 * <p>{@code at} is when the operator looked and orders the reports of a deployment; {@code phaseSince} when the phase began.
 * {@code reason} is a word of the operator's catalogue, {@code message} the same for people. {@code routeRevision} is the route
 * that carries it out, 0 where there is none yet.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RolloutReport(
        int v,
        DeploymentName deployment,
        Instant at,
        String phase,
        Instant phaseSince,
        @Nullable ModelVersion stable,
        @Nullable Candidate candidate,
        String reason,
        String message,
        long routeRevision) {
    /** The version of the document that this code reads and writes. */
    public static final int VERSION = 1;

    /** The longest message. */
    public static final int LONGEST_MESSAGE = 1_024;

    private static final Pattern WORD = Pattern.compile("[A-Za-z]{1,40}");
    private static final String RULE = "a word of 1 to 40 letters";

    public RolloutReport {
        Require.version("rollout", v, VERSION);
        Require.present("rollout.deployment", deployment);
        Require.present("rollout.at", at);
        Require.matching("rollout.phase", phase, WORD, RULE);
        Require.present("rollout.phaseSince", phaseSince);
        Require.matching("rollout.reason", reason, WORD, RULE);
        Require.atMost("rollout.message", LONGEST_MESSAGE, message);
        Require.within("rollout.routeRevision", routeRevision, 0, Long.MAX_VALUE);
    }

    /**
     * The version that is judged: its share of live requests, the step that it is in (from 1, null outside a canary) of the
     * weights that are planned, when it was started, and when it first got a share (null: not yet).
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Candidate(
            ModelVersion version,
            Weight weight,
            @Nullable Integer step,
            List<Weight> steps,
            Instant startedAt,
            @Nullable Instant servingSince) {
        /** The most steps that are told. */
        public static final int MOST_STEPS = 100;

        public Candidate {
            Require.present("rollout.candidate.version", version);
            Require.present("rollout.candidate.weight", weight);
            steps = List.copyOf(Require.present("rollout.candidate.steps", steps));
            Require.atMost("rollout.candidate.steps", MOST_STEPS, steps);
            if (step != null) {
                Require.within("rollout.candidate.step", (long) step, 1, MOST_STEPS);
            }
            Require.present("rollout.candidate.startedAt", startedAt);
        }
    }

    /** Whether both say that the rollout is at the same place for the same reason, however it is worded and whenever it was. */
    public boolean saysTheSameAs(RolloutReport other) {
        return deployment.equals(other.deployment)
                && phase.equals(other.phase)
                && phaseSince.equals(other.phaseSince)
                && Objects.equals(stable, other.stable)
                && Objects.equals(candidate, other.candidate)
                && reason.equals(other.reason);
    }
}
