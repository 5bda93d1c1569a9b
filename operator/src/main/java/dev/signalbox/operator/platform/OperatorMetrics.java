package dev.signalbox.operator.platform;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.operator.machine.Effect;
import dev.signalbox.operator.machine.Reason;
import dev.signalbox.operator.retraining.RetrainingState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** What the operator counts. Thread safe. */
public final class OperatorMetrics {
    /** How many deployments are shown by name. */
    private static final int MOST_DEPLOYMENTS = 200;

    private final MeterRegistry registry;
    private final MultiGauge phases;
    private final MultiGauge reasons;
    private final Timer reconciles;
    private final MultiGauge trainings;
    private final Map<DeploymentName, Place> placeOf = new ConcurrentHashMap<>();
    private final Map<DeploymentName, String> trainingOf = new ConcurrentHashMap<>();

    /** Where a deployment is, and why. */
    private record Place(String phase, String reason) {}

    public OperatorMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.phases = MultiGauge.builder("signalbox.operator.phase")
                .description("1 for the phase that a deployment is in; the first 200 deployments by name.")
                .register(registry);
        this.reasons = MultiGauge.builder("signalbox.operator.reason")
                .description("1 for the reason why a deployment is where it is; the first 200 deployments by name.")
                .register(registry);
        this.trainings = MultiGauge.builder("signalbox.operator.retraining")
                .description("1 for what became of a deployment's last training; the first 200 deployments by name.")
                .register(registry);
        this.reconciles = Timer.builder("signalbox.operator.reconcile")
                .description("Looks at one deployment, from observing to carried out.")
                .publishPercentiles(0.5, 0.99)
                .register(registry);
    }

    void reconciled(Duration took) {
        reconciles.record(took);
    }

    void notified(boolean delivered) {
        registry.counter("signalbox.operator.notifications", "outcome", delivered ? "delivered" : "dropped")
                .increment();
    }

    void failed() {
        registry.counter("signalbox.operator.errors").increment();
    }

    void reportLost() {
        registry.counter("signalbox.operator.lost.reports").increment();
    }

    void carriedOut(Effect effect) {
        registry.counter("signalbox.operator.effects", "kind", effect.getClass().getSimpleName())
                .increment();
        if (effect instanceof Effect.Announce announce) {
            registry.counter(
                            "signalbox.operator.announcements",
                            "reason",
                            announce.reason().word())
                    .increment();
        }
    }

    void place(DeploymentName name, String phase, Reason reason) {
        Place place = new Place(phase, reason.word());
        if (!place.equals(placeOf.put(name, place))) {
            show();
        }
    }

    void retraining(DeploymentName name, RetrainingState state) {
        String outcome = state.active() != null
                ? "Running"
                : state.last().map(last -> last.outcome().name()).orElse(null);
        String before = outcome == null ? trainingOf.remove(name) : trainingOf.put(name, outcome);
        if (!Objects.equals(before, outcome)) {
            showTrainings();
        }
    }

    void gone(DeploymentName name) {
        if (trainingOf.remove(name) != null) {
            showTrainings();
        }
        if (placeOf.remove(name) != null) {
            show();
        }
    }

    private synchronized void show() {
        phases.register(rows(placeOf, "phase", Place::phase), true);
        reasons.register(rows(placeOf, "reason", Place::reason), true);
    }

    private synchronized void showTrainings() {
        trainings.register(rows(trainingOf, "outcome", Function.identity()), true);
    }

    private static <T> List<MultiGauge.Row<?>> rows(Map<DeploymentName, T> of, String label, Function<T, String> word) {
        return of.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .limit(MOST_DEPLOYMENTS)
                .<MultiGauge.Row<?>>map(e -> MultiGauge.Row.of(
                        Tags.of("deployment", e.getKey().toString(), label, word.apply(e.getValue())), 1))
                .toList();
    }
}
