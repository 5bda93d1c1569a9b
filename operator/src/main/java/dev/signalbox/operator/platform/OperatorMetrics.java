package dev.signalbox.operator.platform;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.operator.machine.Effect;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the operator counts. Thread safe. */
public final class OperatorMetrics {
    /** How many deployments are shown by name. */
    private static final int MOST_DEPLOYMENTS = 200;

    private final MeterRegistry registry;
    private final MultiGauge phases;
    private final Timer reconciles;
    private final Map<DeploymentName, String> phaseOf = new ConcurrentHashMap<>();

    public OperatorMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.phases = MultiGauge.builder("signalbox.operator.phase")
                .description("1 for the phase that a deployment is in; the first 200 deployments by name.")
                .register(registry);
        this.reconciles = Timer.builder("signalbox.operator.reconcile")
                .description("Looks at one deployment, from observing to carried out.")
                .register(registry);
    }

    void reconciled(Duration took) {
        reconciles.record(took);
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

    void phase(DeploymentName name, String phase) {
        if (!phase.equals(phaseOf.put(name, phase))) {
            show();
        }
    }

    void gone(DeploymentName name) {
        if (phaseOf.remove(name) != null) {
            show();
        }
    }

    private synchronized void show() {
        List<MultiGauge.Row<?>> rows = phaseOf.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .limit(MOST_DEPLOYMENTS)
                .<MultiGauge.Row<?>>map(
                        e -> MultiGauge.Row.of(Tags.of("deployment", e.getKey().toString(), "phase", e.getValue()), 1))
                .toList();
        phases.register(rows, true);
    }
}
