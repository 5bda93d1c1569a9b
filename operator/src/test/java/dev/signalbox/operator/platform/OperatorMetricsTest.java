package dev.signalbox.operator.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.docs.MetricsPage;
import dev.signalbox.api.docs.MetricsPage.Metric;
import dev.signalbox.operator.machine.Effect;
import dev.signalbox.operator.machine.Reason;
import dev.signalbox.operator.plan.ModelArtifact;
import dev.signalbox.operator.retraining.RetrainingState;
import dev.signalbox.operator.retraining.Trained;
import dev.signalbox.operator.retraining.Training;
import dev.signalbox.operator.retraining.TrainingTrigger;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OperatorMetricsTest {
    private static final DeploymentName NAME = DeploymentName.parse("bank/loan");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final OperatorMetrics metrics = new OperatorMetrics(registry);

    @Test
    void thePageHasEveryMetricWithItsLabelsAndNoOther() {
        metrics.reconciled(Duration.ofMillis(3));
        metrics.failed();
        metrics.reportLost();
        metrics.notified(true);
        metrics.carriedOut(new Effect.Announce(Reason.PROMOTED, "done"));
        metrics.place(NAME, "Stable", Reason.SERVING);
        metrics.retraining(NAME, training());

        // This registry keeps a timer's percentiles as gauges beside it; Prometheus has them as quantiles of the timer.
        assertThat(registry.getMeters().stream()
                        .filter(meter -> meter.getId().getTag("phi") == null)
                        .map(OperatorMetricsTest::row)
                        .collect(Collectors.toSet()))
                .isEqualTo(Set.copyOf(MetricsPage.read().in("Operator")));
    }

    @Test
    void aDeploymentIsShownAtItsPlaceAloneAndNotWhenItIsGone() {
        metrics.place(NAME, "Canary", Reason.JUDGING);
        metrics.place(NAME, "Held", Reason.MONITOR_AWAY);

        assertThat(shown("signalbox.operator.phase", "phase")).containsExactly("Held");
        assertThat(shown("signalbox.operator.reason", "reason")).containsExactly("MonitorAway");

        metrics.gone(NAME);
        assertThat(shown("signalbox.operator.phase", "phase")).isEmpty();
        assertThat(shown("signalbox.operator.reason", "reason")).isEmpty();
    }

    @Test
    void whatBecameOfTheLastTrainingIsShownAloneAndNotWhenTheDeploymentIsGone() {
        metrics.retraining(NAME, training());
        assertThat(shown("signalbox.operator.retraining", "outcome")).containsExactly("Running");

        Trained failed = new Trained(
                training().active(), Instant.EPOCH, Trained.Outcome.Failed, "too few rows", null, null, null);
        metrics.retraining(NAME, training().ended(failed, 5));
        assertThat(shown("signalbox.operator.retraining", "outcome")).containsExactly("Failed");

        metrics.gone(NAME);
        assertThat(shown("signalbox.operator.retraining", "outcome")).isEmpty();
    }

    private static RetrainingState training() {
        return RetrainingState.NONE.starting(new Training(
                new ModelVersion("2"),
                new ModelArtifact(new ModelVersion("1"), "/models/1", null),
                new TrainingTrigger(TrainingTrigger.Kind.Command, "a person asked for it"),
                Instant.EPOCH,
                Instant.EPOCH,
                1,
                null));
    }

    private List<String> shown(String name, String label) {
        return registry.find(name).tag("deployment", NAME.toString()).gauges().stream()
                .filter(gauge -> gauge.value() == 1)
                .map(gauge -> gauge.getId().getTag(label))
                .toList();
    }

    /** A meter as Prometheus has it. */
    private static Metric row(Meter meter) {
        String name = meter.getId().getName().replace('.', '_');
        Set<String> labels =
                meter.getId().getTags().stream().map(Tag::getKey).collect(Collectors.toCollection(TreeSet::new));
        return switch (meter.getId().getType()) {
            case COUNTER -> new Metric("Operator", name + "_total", "counter", labels);
            case TIMER -> new Metric("Operator", name + "_seconds", "summary", labels);
            default -> new Metric("Operator", name, "gauge", labels);
        };
    }
}
