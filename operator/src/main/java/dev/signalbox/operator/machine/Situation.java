package dev.signalbox.operator.machine;

import dev.signalbox.api.Weight;
import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.api.verdict.Verdict;
import dev.signalbox.operator.plan.AfterShadow;
import dev.signalbox.operator.plan.CanaryRules;
import dev.signalbox.operator.plan.OnDeadline;
import dev.signalbox.operator.plan.RolloutPlan;
import dev.signalbox.operator.plan.VersionSpec;
import dev.signalbox.operator.spec.ModelDeploymentStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A state, what is seen in it and the plan that holds: what a phase decides by. */
record Situation(RolloutState state, Observation observation, RolloutPlan plan) {
    private static final int MOST_CRASHES = 3;

    Instant now() {
        return observation.now();
    }

    /** The moves to choose from. */
    Moves moves() {
        return new Moves(this);
    }

    Routing routing() {
        return new Routing(state, observation);
    }

    MonitorView monitor() {
        return observation.monitor();
    }

    // What is seen of the versions.

    /** Every instance of the candidate is ready, as the plan wants it. */
    boolean candidateReady() {
        VersionFacts facts = candidateFacts();
        return facts != null
                && facts.allReady()
                && facts.applied().equals(candidate().spec().fingerprint());
    }

    /** At least one instance of the candidate is ready. */
    boolean candidateServing() {
        VersionFacts facts = candidateFacts();
        return facts != null && facts.ready() > 0;
    }

    String candidateProgress() {
        return progress(candidate().spec(), candidateFacts());
    }

    String candidateName() {
        return candidate().spec().model().version().id();
    }

    String stableName() {
        Versions.Serving stable = state.versions().stable();
        return stable == null ? "none" : stable.spec().model().version().id();
    }

    /** Whether the stable version took over from another one, rather than being the first. */
    boolean replacedAnother() {
        return state.history().stream()
                .findFirst()
                .map(p ->
                        p.outcome() == Past.Outcome.Promoted && p.version().id().equals(stableName()))
                .orElse(false);
    }

    boolean stableServing() {
        VersionFacts facts = stableFacts();
        return facts != null && facts.ready() > 0;
    }

    /** Stable has every instance that it should have: what a candidate is compared with stands. */
    boolean stableWell() {
        VersionFacts facts = stableFacts();
        return facts != null && facts.allReady();
    }

    /** Stable has no instance left, or crashes again and again: what a candidate is compared with does not stand. */
    boolean stableFails() {
        VersionFacts facts = stableFacts();
        boolean crashes = facts != null
                && facts.failure() != null
                && !facts.allReady()
                && (facts.failure().permanent() || facts.failure().crashes() >= MOST_CRASHES);
        return crashes || !stableServing();
    }

    String stableProgress() {
        Versions.Serving stable = state.versions().stable();
        return stable == null ? "nothing serves" : progress(stable.spec(), stableFacts());
    }

    private static String progress(VersionSpec spec, @Nullable VersionFacts facts) {
        if (facts == null) {
            return "version " + spec.model().version() + " is being started";
        }
        VersionFacts.Failure failure = facts.failure();
        int wanted = Math.max(facts.desired(), spec.server().replicas());
        return "version " + spec.model().version() + ": " + facts.ready() + " of " + wanted + " ready"
                + (failure == null ? "" : ", last failure: " + failure.message());
    }

    @Nullable
    VersionFacts stableFacts() {
        Versions.Serving stable = state.versions().stable();
        return stable == null
                ? null
                : observation.facts().versions().get(stable.spec().model().version());
    }

    @Nullable
    VersionFacts candidateFacts() {
        Versions.Candidate candidate = state.versions().candidate();
        return candidate == null
                ? null
                : observation.facts().versions().get(candidate.spec().model().version());
    }

    Versions.Candidate candidate() {
        Versions.Candidate candidate = state.versions().candidate();
        if (candidate == null) {
            throw new IllegalStateException("phase " + state.phase().name() + " needs a candidate");
        }
        return candidate;
    }

    boolean candidateDrained() {
        Versions.Candidate candidate = state.versions().candidate();
        if (candidate == null || candidate.servingSince() == null) {
            return true;
        }
        boolean routed = state.versions().stable() == null || routing().written();
        return routed
                && routing()
                        .drained(
                                candidate.spec().model().version(),
                                state.phase().since());
    }

    // What the monitor says.

    Optional<Verdict> verdict() {
        Versions.Candidate judged = state.versions().candidate();
        return observation.monitor() instanceof MonitorView.Says says
                        && judged != null
                        && says.verdict()
                                .candidate()
                                .equals(judged.spec().model().version())
                ? Optional.of(says.verdict())
                : Optional.empty();
    }

    boolean says(Outcome outcome) {
        return verdict().map(v -> v.outcome() == outcome).orElse(false);
    }

    boolean noTraffic() {
        return verdict().map(v -> v.candidateRequests() == 0).orElse(false);
    }

    String verdictText() {
        return verdict()
                .map(v ->
                        v.outcome() + v.foremost().map(r -> ", " + r.message()).orElse(""))
                .orElse("no verdict yet");
    }

    // What keeps a rollout where it is.

    boolean pastDeadline() {
        return now().isAfter(candidate().startedAt().plus(plan.rollout().gates().deadline()));
    }

    boolean mustGoAtDeadline() {
        return noTraffic() || plan.rollout().gates().onDeadline() == OnDeadline.Rollback;
    }

    /** What comes before anything is judged: the deadline, a stable that fails, a candidate or a router that is not there. */
    Optional<Move> obstacle(RolloutPhase at) {
        boolean cutover = at instanceof RolloutPhase.Cutover;
        if (!cutover && pastDeadline()) {
            return Optional.of(moves().deadline(at));
        }
        if (!cutover && stableFails()) {
            return Optional.of(moves().hold(
                            at,
                            Reason.STABLE_NOT_READY,
                            "stable " + stableProgress() + "; nothing moves until it is well"));
        }
        if (!candidateServing()) {
            return stay(
                    Reason.CANDIDATE_NOT_READY,
                    candidateProgress() + "; version " + stableName() + " has all requests until it is ready");
        }
        return routing().acknowledged()
                ? Optional.empty()
                : stay(Reason.ROUTERS_BEHIND, routing().waitingFor());
    }

    /** What keeps a candidate at a gate: nobody who judges, nothing to judge, too little time, too little evidence. */
    Optional<Move> gate(RolloutPhase at, String text, Instant until) {
        if (monitor() instanceof MonitorView.Away away) {
            return Optional.of(moves().hold(at, Reason.MONITOR_AWAY, "the monitor is away: " + away.why()));
        }
        if (noTraffic()) {
            return stay(
                    Reason.NO_TRAFFIC, text + ", but no request of it was seen yet; nothing moves until there is one");
        }
        if (now().isBefore(until)) {
            return stay(Reason.JUDGING, text + ", at least until " + until.truncatedTo(ChronoUnit.SECONDS));
        }
        return says(Outcome.Promote) ? whole(text) : stay(Reason.JUDGING, text + ": " + verdictText());
    }

    /* A candidate is let through by all of its instances: those that are missing are evidence against it too. */
    private Optional<Move> whole(String text) {
        return candidateReady()
                ? Optional.empty()
                : stay(Reason.CANDIDATE_NOT_READY, candidateProgress() + "; " + text + " until all are");
    }

    /** Waits for a person, where a person has to let the candidate through; tells so once. */
    Optional<Move> approval(String passed, boolean needed, String next) {
        if (!needed) {
            return Optional.empty();
        }
        String message = passed + "; it waits for a person: promote " + next;
        ModelDeploymentStatus status = observation.facts().document().status();
        boolean told = status != null
                && Reason.AWAITING_APPROVAL.word().equals(status.reason())
                && message.equals(status.message());
        return Optional.of(
                told
                        ? Move.stay(state, Reason.AWAITING_APPROVAL, message)
                        : Move.on(state, Reason.AWAITING_APPROVAL, message));
    }

    /** The time in which testers may ask for the candidate. */
    Optional<Move> previewing(Instant from) {
        Instant until = from.plus(plan.rollout().blueGreen().preview());
        return now().isBefore(until)
                ? stay(Reason.PREVIEWING, previewText() + ", until " + until.truncatedTo(ChronoUnit.SECONDS))
                : whole(previewText());
    }

    /** The time in which the previous version may still come back at once. */
    Optional<Move> keepingPrevious(RolloutPhase at, Instant from) {
        if (monitor() instanceof MonitorView.Away away) {
            return Optional.of(moves().hold(at, Reason.MONITOR_AWAY, "the monitor is away: " + away.why()));
        }
        Instant until = from.plus(plan.rollout().blueGreen().keepPrevious());
        return now().isBefore(until)
                ? stay(Reason.KEEPING_PREVIOUS, cutoverText() + " until " + until.truncatedTo(ChronoUnit.SECONDS))
                : Optional.empty();
    }

    Optional<Move> stay(Reason reason, String message) {
        return Optional.of(Move.stay(state, reason, message));
    }

    // What is said to people.

    String stepText(int step) {
        CanaryRules ramp = plan.rollout().canary();
        int shown = Math.min(step, ramp.steps().size() - 1);
        return "version " + candidateName() + " has " + ramp.step(shown).weight() + " of the requests, step "
                + (shown + 1) + " of " + ramp.steps().size();
    }

    String shareText(int step) {
        CanaryRules ramp = plan.rollout().canary();
        Weight share = step < ramp.steps().size() ? ramp.step(step).weight() : Weight.ALL;
        return "sends it " + share + " of the requests";
    }

    String shadowText() {
        return "version " + candidateName() + " gets copies of "
                + plan.rollout().shadow().percent() + " of the requests";
    }

    boolean waitsAfterShadow() {
        return plan.rollout().manual() || plan.rollout().shadow().then() == AfterShadow.Hold;
    }

    String afterShadowText() {
        return plan.rollout().shadow().then() == AfterShadow.BlueGreen ? "lets testers ask for it" : shareText(0);
    }

    String previewText() {
        String header = plan.routing().overrideHeader();
        return "version " + candidateName() + " runs beside version " + stableName()
                + (header == null
                        ? " without requests (spec.routing.override names no header to ask for it)"
                        : " and is asked by " + header + ": " + candidateName());
    }

    String cutoverText() {
        return "version " + candidateName() + " has all requests, version " + stableName() + " is kept warm";
    }
}
