package dev.signalbox.operator.machine;

import dev.signalbox.operator.spec.ModelDeploymentStatus;
import dev.signalbox.operator.spec.ModelDeploymentStatus.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The conditions of a deployment, by the conventions of Kubernetes: a transition time moves only with the status. */
record Conditions(Observation seen, Decision decision) {
    /** The condition of a type that a status has. */
    static Optional<Condition> of(ModelDeploymentStatus status, String type) {
        List<Condition> conditions = status.conditions();
        return conditions == null
                ? Optional.empty()
                : conditions.stream().filter(c -> type.equals(c.type())).findFirst();
    }

    List<Condition> all() {
        return Stream.of(
                        Stream.of(accepted(), ready(), progressing(), degraded()),
                        retraining().stream(),
                        automation().stream())
                .flatMap(conditions -> conditions)
                .toList();
    }

    private Condition accepted() {
        return condition(
                "Accepted", seen.acceptance().accepted(), seen.acceptance().why());
    }

    private Condition ready() {
        Versions.Serving stable = decision.next().versions().stable();
        if (stable == null) {
            return condition("Ready", false, new Explanation(Reason.NOTHING_TO_SERVE, "no version serves yet"));
        }
        var version = stable.spec().model().version();
        VersionFacts facts = seen.facts().versions().get(version);
        int ready = facts == null ? 0 : facts.ready();
        String text = "version " + version + ": " + ready + " of "
                + stable.spec().server().replicas() + " ready";
        boolean serves = ready > 0 && !(decision.next().phase() instanceof RolloutPhase.Deleting);
        return condition("Ready", serves, new Explanation(serves ? Reason.SERVING : Reason.STABLE_NOT_READY, text));
    }

    private Condition progressing() {
        boolean moving = switch (decision.next().phase()) {
            case RolloutPhase.Preparing p -> true;
            case RolloutPhase.Shadowing s -> true;
            case RolloutPhase.Canary c -> true;
            case RolloutPhase.Preview p -> true;
            case RolloutPhase.Cutover c -> true;
            case RolloutPhase.Promoting p -> true;
            case RolloutPhase.RollingBack r -> true;
            case RolloutPhase.Deleting d -> true;
            default -> false;
        };
        return condition("Progressing", moving, decision.why());
    }

    private Condition degraded() {
        boolean wrong = decision.why().reason().warning();
        return condition(
                "Degraded",
                wrong,
                wrong ? decision.why() : new Explanation(Reason.SERVING, "nothing is wrong that is known of"));
    }

    private Optional<Condition> retraining() {
        RolloutState next = decision.next();
        return new RetrainingOutlook(next, seen)
                .condition()
                .map(why -> condition("Retraining", next.retraining().active() != null, why));
    }

    private Optional<Condition> automation() {
        return new Raising(seen)
                .condition()
                .map(why -> condition("Automation", why.reason() == Reason.DEGREE_IN_FORCE, why));
    }

    private Condition condition(String type, boolean status, Explanation why) {
        ModelDeploymentStatus last = seen.facts().document().status();
        String now = status ? "True" : "False";
        @Nullable
        String unchangedSince = Optional.ofNullable(last)
                .flatMap(s -> of(s, type))
                .filter(c -> Objects.equals(c.status(), now))
                .map(Condition::lastTransitionTime)
                .orElse(null);
        return new Condition(
                type,
                now,
                why.reason().word(),
                why.message(),
                unchangedSince == null ? text(seen.now()) : unchangedSince,
                seen.facts().document().generation());
    }

    private static String text(Instant instant) {
        return instant.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
    }
}
