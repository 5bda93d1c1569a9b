package dev.signalbox.operator.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What serves now, what is judged, at which weight, since when, why, and what comes next. The operator keeps no other state,
 * so everything that it must remember is here; times are ISO 8601 text.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelDeploymentStatus(
        @JsonPropertyDescription("The generation of the spec that this answers.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Where the rollout is.") @Nullable
        String phase,

        @JsonPropertyDescription("When the phase began.") @Nullable
        String phaseSince,

        @JsonPropertyDescription("Why it is there: one word of the reasons' catalogue.") @Nullable
        String reason,

        @JsonPropertyDescription("Why, and what comes next, in one line.") @Nullable
        String message,

        @JsonPropertyDescription("The version that serves.") @Nullable
        Version stable,

        @JsonPropertyDescription("The version that is judged.") @Nullable
        Candidate candidate,

        @JsonPropertyDescription("What the monitor says about the candidate.") @Nullable
        Judgement verdict,

        @JsonPropertyDescription(
                "The conditions Accepted, Ready, Progressing and Degraded, and Retraining and Automation where there is any.")
        @Nullable
        List<Condition> conditions,

        @JsonPropertyDescription("The candidates of the past, newest first.") @Nullable
        List<Past> history,

        @JsonPropertyDescription("What became of the last command.") @Nullable
        Answer command,

        @JsonPropertyDescription("How retraining stands.") @Nullable
        RetrainingStatus retraining,

        @JsonPropertyDescription("What the operator remembers.") @Nullable
        Memory memory) {
    /** A status without any retraining. */
    public ModelDeploymentStatus(
            @Nullable Long observedGeneration,
            @Nullable String phase,
            @Nullable String phaseSince,
            @Nullable String reason,
            @Nullable String message,
            @Nullable Version stable,
            @Nullable Candidate candidate,
            @Nullable Judgement verdict,
            @Nullable List<Condition> conditions,
            @Nullable List<Past> history,
            @Nullable Answer command,
            @Nullable Memory memory) {
        this(
                observedGeneration,
                phase,
                phaseSince,
                reason,
                message,
                stable,
                candidate,
                verdict,
                conditions,
                history,
                command,
                null,
                memory);
    }

    /** A version with all that it takes to start it again. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Version(
            @JsonPropertyDescription("The version.") @Nullable
            String version,

            @JsonPropertyDescription("Where it came from.") @Nullable
            String uri,

            @JsonPropertyDescription("Its SHA-256, if given.") @Nullable
            String sha256,

            @JsonPropertyDescription("How it is run.") ModelDeploymentSpec.@Nullable Server server,

            @JsonPropertyDescription("Since when it serves, or drains.") @Nullable
            String since) {}

    /** The candidate. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Candidate(
            @JsonPropertyDescription("The version.") @Nullable
            String version,

            @JsonPropertyDescription("Its share of live requests.") @Nullable
            String weight,

            @JsonPropertyDescription("The share of the requests of which it gets copies.") @Nullable
            String mirror,

            @JsonPropertyDescription("The step of the canary, from 1.") @Nullable
            Integer step,

            @JsonPropertyDescription("When its rollout began.") @Nullable
            String startedAt,

            @JsonPropertyDescription("When it first got a share.") @Nullable
            String servingSince,

            @JsonPropertyDescription("What it is, and how it is run.") @Nullable
            Version artifact) {}

    /** A verdict with its evidence. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Judgement(
            @JsonPropertyDescription("Promote, Hold or Rollback; Unknown where the monitor is away.") @Nullable
            String outcome,

            @JsonPropertyDescription("The foremost reason in one line.") @Nullable
            String message,

            @JsonPropertyDescription("When it was given.") @Nullable
            String asOf,

            @JsonPropertyDescription("Requests of the candidate that it rests on.")
            long candidateRequests,

            @JsonPropertyDescription("Requests of stable that it rests on.")
            long stableRequests,

            @JsonPropertyDescription("One reason per alarm.") @Nullable
            List<Evidence> reasons) {}

    /** One alarm's part in a verdict. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Evidence(
            @JsonPropertyDescription("The alarm.") @Nullable String alarm,

            @JsonPropertyDescription("Its metric.") @Nullable
            String metric,

            @JsonPropertyDescription("Passed, Undecided, NoData or Firing.") @Nullable
            String signal,

            @JsonPropertyDescription("The candidate's value: a share, or milliseconds.") @Nullable
            Double value,

            @JsonPropertyDescription("Stable's value.") @Nullable
            Double reference,

            @JsonPropertyDescription("Lower end of the value's interval.") @Nullable
            Double low,

            @JsonPropertyDescription("Upper end of the value's interval. Absent: it has none yet.") @Nullable
            Double high,

            @JsonPropertyDescription("What the value is held against.") @Nullable
            Double threshold,

            @JsonPropertyDescription("The candidate's requests or rows.")
            long samples,

            @JsonPropertyDescription("Stable's requests or rows.")
            long referenceSamples,

            @JsonPropertyDescription("How many more requests would show that it is safe.") @Nullable
            Long requestsNeeded,

            @JsonPropertyDescription("All of it in words.") @Nullable
            String message) {}

    /** A condition as Kubernetes has them. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Condition(
            @JsonPropertyDescription("Accepted, Ready, Progressing, Degraded, Retraining or Automation.") @Nullable
            String type,

            @JsonPropertyDescription("True, False or Unknown.") @Nullable
            String status,

            @JsonPropertyDescription("One word of the reasons' catalogue.") @Nullable
            String reason,

            @JsonPropertyDescription("One line for people.") @Nullable
            String message,

            @JsonPropertyDescription("When the status last changed.") @Nullable
            String lastTransitionTime,

            @JsonPropertyDescription("The generation that it was said of.") @Nullable
            Long observedGeneration) {}

    /** How a candidate of the past ended. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Past(
            @JsonPropertyDescription("The version.") @Nullable
            String version,

            @JsonPropertyDescription("Promoted, RolledBack or Superseded.") @Nullable
            String outcome,

            @JsonPropertyDescription("One word of the reasons' catalogue.") @Nullable
            String reason,

            @JsonPropertyDescription("One line for people.") @Nullable
            String message,

            @JsonPropertyDescription("When its rollout began.") @Nullable
            String startedAt,

            @JsonPropertyDescription("When it ended.") @Nullable
            String endedAt) {}

    /** What became of a command. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Answer(
            @JsonPropertyDescription("The annotation's text.") @Nullable
            String text,

            @JsonPropertyDescription("Done or Refused.") @Nullable
            String outcome,

            @JsonPropertyDescription("What was done, or why nothing was.") @Nullable
            String message,

            @JsonPropertyDescription("When it was answered.") @Nullable
            String at) {}

    /** What only the operator needs. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Memory(
            @JsonPropertyDescription("The phase that a hold goes back to.") @Nullable
            String heldPhase,

            @JsonPropertyDescription("When what the phase had to bring about was seen to be so.") @Nullable
            String acknowledgedAt,

            @JsonPropertyDescription("The step whose pods are on their way, from 0.") @Nullable
            Integer goingTo,

            @JsonPropertyDescription("The highest revision of the route.")
            long routeRevision,

            @JsonPropertyDescription("When the route was last changed.") @Nullable
            String routeChangedAt,

            @JsonPropertyDescription("The last spec that was accepted.") @Nullable
            ModelDeploymentSpec accepted,

            @JsonPropertyDescription("What was rolled back and is not tried again.") @Nullable
            Version refused,

            @JsonPropertyDescription("Versions without requests that drain.") @Nullable
            List<Version> retiring) {}
}
