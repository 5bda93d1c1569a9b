package dev.signalbox.operator.machine;

import dev.signalbox.api.telemetry.LatencyHistogram;
import dev.signalbox.api.verdict.Interval;
import dev.signalbox.api.verdict.Verdict;
import dev.signalbox.operator.plan.VersionSpec;
import dev.signalbox.operator.retraining.RetrainingRecords;
import dev.signalbox.operator.spec.ModelDeploymentStatus;
import dev.signalbox.operator.spec.ModelDeploymentStatus.Judgement;
import dev.signalbox.operator.spec.ModelDeploymentStatus.Memory;
import dev.signalbox.operator.spec.ModelDeploymentStatus.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes a decision as a status; {@link StatusReader} reads the same state from it. */
public final class StatusReport {
    private static final double MICROS_PER_MILLI = 1_000;
    private static final Duration EVIDENCE_REFRESH = Duration.ofSeconds(2);

    /* The end of the last bucket of latencies stands for no end at all; no rate comes near it. */
    private static final double UNBOUNDED =
            LatencyHistogram.upperBoundMicros(LatencyHistogram.LAST_BUCKET) / MICROS_PER_MILLI * 0.999;

    private final Observation seen;
    private final Decision decision;
    private final RolloutState state;

    private StatusReport(Observation seen, Decision decision) {
        this.seen = seen;
        this.decision = decision;
        this.state = decision.next();
    }

    /** The status after a decision. */
    public static ModelDeploymentStatus of(Observation seen, Decision decision) {
        return new StatusReport(seen, decision).status();
    }

    /**
     * Whether a status is worth writing: it says something new. Evidence alone changes with every request, so it is written
     * no more than every other second.
     */
    public static boolean worthWriting(@Nullable ModelDeploymentStatus old, ModelDeploymentStatus fresh, Instant now) {
        if (old == null || !withoutEvidence(old).equals(withoutEvidence(fresh))) {
            return true;
        }
        Judgement before = old.verdict();
        Judgement after = fresh.verdict();
        if (before == null || after == null || before.asOf() == null) {
            return !java.util.Objects.equals(before, after);
        }
        boolean due = !now.isBefore(Instant.parse(before.asOf()).plus(EVIDENCE_REFRESH));
        return !java.util.Objects.equals(before.outcome(), after.outcome()) || (due && !old.equals(fresh));
    }

    private static ModelDeploymentStatus withoutEvidence(ModelDeploymentStatus status) {
        var conditions = status.conditions() == null
                ? null
                : status.conditions().stream()
                        .map(c -> c.reason() != null && c.reason().equals(Reason.JUDGING.word())
                                ? new ModelDeploymentStatus.Condition(
                                        c.type(), c.status(), c.reason(), null, null, c.observedGeneration())
                                : c)
                        .toList();
        boolean judging = Reason.JUDGING.word().equals(status.reason());
        return new ModelDeploymentStatus(
                status.observedGeneration(),
                status.phase(),
                status.phaseSince(),
                status.reason(),
                judging ? null : status.message(),
                status.stable(),
                status.candidate(),
                null,
                conditions,
                status.history(),
                status.command(),
                status.retraining(),
                status.memory());
    }

    private ModelDeploymentStatus status() {
        return new ModelDeploymentStatus(
                seen.facts().document().generation(),
                state.phase().name(),
                state.phase().since().toString(),
                decision.why().reason().word(),
                decision.why().message(),
                state.versions().stable() == null
                        ? null
                        : version(state.versions().stable()),
                candidate(),
                judgement(),
                new Conditions(seen, decision).all(),
                state.history().isEmpty()
                        ? null
                        : state.history().stream().map(StatusReport::past).toList(),
                command(),
                RetrainingRecords.write(state.retraining(), new RetrainingOutlook(state, seen).message()),
                memory());
    }

    private ModelDeploymentStatus.@Nullable Candidate candidate() {
        Versions.Candidate candidate = state.versions().candidate();
        if (candidate == null) {
            return null;
        }
        RolloutPhase phase = state.phase().underlying();
        Routing routing = new Routing(state, seen);
        return new ModelDeploymentStatus.Candidate(
                candidate.spec().model().version().id(),
                routing.share().toString(),
                routing.wanted()
                        .flatMap(route -> Optional.ofNullable(route.mirror()))
                        .map(mirror -> mirror.percent().toString())
                        .orElse(null),
                phase instanceof RolloutPhase.Canary canary ? canary.step() + 1 : null,
                candidate.startedAt().toString(),
                candidate.servingSince() == null
                        ? null
                        : candidate.servingSince().toString(),
                version(candidate.spec(), null));
    }

    private static Version version(Versions.Serving serving) {
        return version(serving.spec(), serving.since());
    }

    private static Version version(VersionSpec spec, @Nullable Instant since) {
        return new Version(
                spec.model().version().id(),
                spec.model().uri(),
                spec.model().sha256(),
                spec.server().asSpec(),
                since == null ? null : since.toString());
    }

    private static ModelDeploymentStatus.Past past(Past past) {
        return new ModelDeploymentStatus.Past(
                past.version().id(),
                past.outcome().name(),
                past.why().reason().word(),
                past.why().message(),
                past.startedAt().toString(),
                past.endedAt().toString());
    }

    private ModelDeploymentStatus.@Nullable Answer command() {
        CommandOutcome last = state.command();
        return last == null
                ? null
                : new ModelDeploymentStatus.Answer(
                        last.text(), last.outcome(), last.message(), last.at().toString());
    }

    private Memory memory() {
        RolloutPhase held = state.phase().underlying();
        Instant acknowledged = held.acknowledgedAt();
        Instant changed = state.route().changedAt();
        return new Memory(
                held.equals(state.phase()) ? null : held.name(),
                acknowledged == null ? null : acknowledged.toString(),
                held instanceof RolloutPhase.Canary canary ? canary.goingTo() : null,
                state.route().revision(),
                changed == null ? null : changed.toString(),
                state.accepted(),
                state.versions().refused() == null
                        ? null
                        : version(state.versions().refused(), null),
                state.versions().retiring().isEmpty()
                        ? null
                        : state.versions().retiring().stream()
                                .map(StatusReport::version)
                                .toList());
    }

    /* While a candidate is judged, what the monitor says now; after that, what it said last: the reason of the end. */
    private @Nullable Judgement judgement() {
        ModelDeploymentStatus last = seen.facts().document().status();
        if (state.phase() instanceof RolloutPhase.Preparing) {
            return null;
        }
        if (seen.monitor() instanceof MonitorView.Says says) {
            return judgement(says.verdict());
        }
        Judgement before = last == null ? null : last.verdict();
        if (seen.monitor() instanceof MonitorView.Away away) {
            return before == null
                    ? new Judgement("Unknown", away.why(), seen.now().toString(), 0, 0, List.of())
                    : new Judgement(
                            "Unknown",
                            away.why(),
                            before.asOf(),
                            before.candidateRequests(),
                            before.stableRequests(),
                            before.reasons());
        }
        return before;
    }

    private static Judgement judgement(Verdict verdict) {
        return new Judgement(
                verdict.outcome().name(),
                verdict.foremost().map(r -> r.message()).orElse(null),
                verdict.asOf().toString(),
                verdict.candidateRequests(),
                verdict.stableRequests(),
                verdict.reasons().stream().map(StatusReport::evidence).toList());
    }

    private static ModelDeploymentStatus.Evidence evidence(dev.signalbox.api.verdict.Reason reason) {
        Optional<Interval> interval = Optional.ofNullable(reason.interval());
        return new ModelDeploymentStatus.Evidence(
                reason.alarm(),
                reason.metric().specName(),
                reason.signal().name(),
                reason.value(),
                reason.reference(),
                interval.map(Interval::low).orElse(null),
                interval.map(Interval::high).filter(high -> high < UNBOUNDED).orElse(null),
                reason.threshold(),
                reason.samples(),
                reason.referenceSamples(),
                reason.requestsNeeded(),
                reason.message());
    }
}
