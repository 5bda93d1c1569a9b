package dev.signalbox.operator.machine;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.review.Automation;
import dev.signalbox.api.review.Degree;
import dev.signalbox.api.route.Route;
import dev.signalbox.api.verdict.Signal;
import dev.signalbox.api.verdict.Verdict;
import dev.signalbox.operator.plan.RolloutPlan;
import dev.signalbox.operator.plan.RoutingRules;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which degree of automation is in force. A lower one than the route says is taken up at once; a higher one, or one that takes less
 * confidence, where the spec names alarms for that, only while the monitor says that they are quiet. What is in force now is what the route says, so that there is
 * nothing to remember.
 */
public record Raising(Observation seen) {
    /** How far back an alarm counts. */
    private static final Duration LOOKBACK = Duration.ofHours(1);

    /** What the route is to say of who decides; null: the machine does. */
    @Nullable
    Automation inForce() {
        Automation asked = rules().automation();
        Route route = seen.facts().route();
        Automation now = route == null ? null : route.automation();
        return asked == null || now == null || obstacle().isEmpty() ? asked : asked.withoutMoreThan(now);
    }

    /** Why a higher degree is not taken up yet; empty where none is asked for, or it is. */
    Optional<Explanation> obstacle() {
        return pending(seen.acceptance(), seen.facts().route()) ? why() : Optional.empty();
    }

    /** What is said of it in the status, where the spec names alarms. */
    Optional<Explanation> condition() {
        return rules().raiseWhenQuiet().isEmpty()
                ? Optional.empty()
                : Optional.of(obstacle()
                        .orElseGet(() -> new Explanation(
                                Reason.DEGREE_IN_FORCE, "the degree is " + degree(rules().automation()))));
    }

    /**
     * What the monitor is to be asked before a decision: whether the alarms are quiet for the stable version by itself. Empty where
     * nothing depends on it.
     */
    public static Optional<Question> question(
            RolloutState state, DeploymentFacts facts, Acceptance acceptance, Instant now) {
        Versions.Serving stable = state.versions().stable();
        RolloutPlan plan = acceptance.plan();
        if (stable == null || plan == null || !pending(acceptance, facts.route())) {
            return Optional.empty();
        }
        Instant earliest = now.minus(LOOKBACK).truncatedTo(ChronoUnit.MINUTES);
        ModelVersion version = stable.spec().model().version();
        return Optional.of(new Question(
                facts.name(),
                version,
                nobody(version),
                stable.since().isAfter(earliest) ? stable.since() : earliest,
                plan.alarms(),
                new Question.Stage.Live(null)));
    }

    /* Nothing is known of it: what is compared with it does not fire. */
    private static ModelVersion nobody(ModelVersion stable) {
        ModelVersion none = new ModelVersion("none");
        return stable.equals(none) ? new ModelVersion("nothing") : none;
    }

    private static boolean pending(Acceptance acceptance, @Nullable Route route) {
        RoutingRules rules = rules(acceptance);
        return route != null
                && !rules.raiseWhenQuiet().isEmpty()
                && automation(rules.automation()).decidesMoreThan(automation(route.automation()));
    }

    private Optional<Explanation> why() {
        String stays = stays(degree(route().automation()), degree(rules().automation())) + ": ";
        TreeSet<String> firing = new TreeSet<>();
        Stream.of(seen.alarms(), seen.monitor()).forEach(view -> firing.addAll(firing(view)));
        if (!firing.isEmpty()) {
            return Optional.of(new Explanation(
                    Reason.ALARM_FIRING, stays + "alarm " + String.join(", ", firing) + " is not quiet"));
        }
        return switch (seen.alarms()) {
            case MonitorView.Says says -> Optional.empty();
            case MonitorView.Away away ->
                Optional.of(new Explanation(
                        Reason.MONITOR_AWAY,
                        stays + "the monitor does not say whether alarms are quiet: " + away.why()));
            case MonitorView.NotAsked notAsked ->
                Optional.of(new Explanation(
                        Reason.MONITOR_AWAY, stays + "the monitor was not asked whether alarms are quiet"));
        };
    }

    private static String stays(Degree now, Degree asked) {
        return now == asked
                ? "the degree " + now + " takes no less confidence than before"
                : "the degree stays " + now + " instead of " + asked;
    }

    private List<String> firing(MonitorView view) {
        return view instanceof MonitorView.Says(Verdict verdict)
                ? verdict.reasons().stream()
                        .filter(reason -> reason.signal() == Signal.Firing)
                        .map(reason -> reason.alarm())
                        .filter(rules().raiseWhenQuiet()::contains)
                        .toList()
                : List.of();
    }

    private Route route() {
        Route route = seen.facts().route();
        if (route == null) {
            throw new IllegalStateException("without a route no degree is in force that could stay");
        }
        return route;
    }

    private RoutingRules rules() {
        return rules(seen.acceptance());
    }

    private static RoutingRules rules(Acceptance acceptance) {
        RolloutPlan plan = acceptance.plan();
        return plan == null ? RoutingRules.DEFAULT : plan.routing();
    }

    private static Automation automation(@Nullable Automation automation) {
        return automation == null ? Automation.FULL : automation;
    }

    private static Degree degree(@Nullable Automation automation) {
        return automation(automation).degree();
    }
}
