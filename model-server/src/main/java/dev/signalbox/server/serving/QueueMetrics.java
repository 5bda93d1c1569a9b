package dev.signalbox.server.serving;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** The Prometheus metrics of batches, and of requests that never reach the model. */
final class QueueMetrics {
    private static final String PREFIX = "signalbox.model.";
    private static final double[] SIZES = {1, 2, 4, 8, 16, 32, 64, 128, 256};

    private final DistributionSummary rows;
    private final DistributionSummary requests;
    private final Counter full;
    private final Counter expired;
    private final Counter gone;
    private final Counter noMemory;

    QueueMetrics(MeterRegistry registry, DeploymentName deployment, ModelVersion version) {
        Tags tags = Tags.of("deployment", deployment.toString(), "version", version.id());
        this.rows = sizes(registry, tags, "batch.rows", "Rows that one run of the model answered together");
        this.requests = sizes(registry, tags, "batch.requests", "Requests that one run of the model answered together");
        this.full = shed(registry, tags, "full");
        this.expired = shed(registry, tags, "deadline");
        this.gone = shed(registry, tags, "gone");
        this.noMemory = shed(registry, tags, "memory");
    }

    void ran(int requestCount, int rowCount) {
        requests.record(requestCount);
        rows.record(rowCount);
    }

    void full() {
        full.increment();
    }

    void expired() {
        expired.increment();
    }

    void noMemory() {
        noMemory.increment();
    }

    void gone() {
        gone.increment();
    }

    private static DistributionSummary sizes(MeterRegistry registry, Tags tags, String name, String description) {
        return DistributionSummary.builder(PREFIX + name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(SIZES)
                .register(registry);
    }

    private static Counter shed(MeterRegistry registry, Tags tags, String reason) {
        return Counter.builder(PREFIX + "shed")
                .description("Requests that the model never saw, by reason")
                .tags(tags.and("reason", reason))
                .register(registry);
    }
}
