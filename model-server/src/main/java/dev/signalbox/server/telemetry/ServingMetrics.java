package dev.signalbox.server.telemetry;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.api.telemetry.spool.Spool;
import dev.signalbox.api.telemetry.spool.SpoolDrop;
import dev.signalbox.server.tensor.Tally;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The Prometheus metrics of one version. Labels are the deployment, the version and names of the signature: bounded. */
public final class ServingMetrics implements ServingListener {
    private static final String PREFIX = "signalbox.model.";
    private static final Duration FASTEST = Duration.ofNanos(100_000);
    private static final Duration SLOWEST = Duration.ofSeconds(10);

    private final MeterRegistry registry;
    private final Tags tags;
    private final Counter inferences;
    private final Counter errors;
    private final Counter rejections;
    private final Counter rows;
    private final Counter nullRows;
    private final Timer latency;

    public ServingMetrics(MeterRegistry registry, DeploymentName deployment, ModelVersion version) {
        this.registry = registry;
        this.tags = Tags.of("deployment", deployment.toString(), "version", version.id());
        this.inferences = counter("inferences", "Requests that the model answered");
        this.errors = counter("errors", "Requests on which the model failed");
        this.rejections = counter("rejections", "Requests refused as wrong before the model saw them");
        this.rows = counter("rows", "Rows answered");
        this.nullRows = counter("null.rows", "Rows answered with a null in any output");
        this.latency = Timer.builder(PREFIX + "latency")
                .description("Time in the server, from the whole request to its answer")
                .tags(tags)
                .publishPercentileHistogram()
                .minimumExpectedValue(FASTEST)
                .maximumExpectedValue(SLOWEST)
                .register(registry);
    }

    /** Shows what the process takes of its machine. */
    public void showProcess() {
        ProcessMetrics.show(registry, tags);
    }

    /** Shows how many inferences may run at once, and how many do. */
    public void showWorkers(int workers, Supplier<Number> busy) {
        Gauge.builder(PREFIX + "workers", () -> workers)
                .description("Inferences that may run at once")
                .tags(tags)
                .register(registry);
        Gauge.builder(PREFIX + "workers.busy", busy)
                .description("Inferences that run now")
                .tags(tags)
                .register(registry);
    }

    /** Shows how many requests wait for an inference, and how many are in flight, by which replicas can be scaled. */
    public void showRequests(Supplier<Number> depth, Supplier<Number> inFlight) {
        Gauge.builder(PREFIX + "inflight.requests", inFlight)
                .description("Requests that wait for an inference or are in one")
                .tags(tags)
                .register(registry);
        Gauge.builder(PREFIX + "queue.depth", depth)
                .description("Requests that wait for an inference")
                .tags(tags)
                .register(registry);
    }

    /** Shows the state of the kept requests. */
    public void showRecords(RecordKeeper records) {
        Gauge.builder("signalbox.records.spool", records, RecordKeeper::waiting)
                .description("Kept requests that wait for the monitor")
                .tags(tags)
                .register(registry);
        for (RecordKeeper.Drop reason : RecordKeeper.Drop.values()) {
            FunctionCounter.builder("signalbox.records.dropped", records, kept -> kept.dropped(reason))
                    .description("Sampled requests that were not kept")
                    .tags(tags.and("reason", reason.name().toLowerCase(Locale.ROOT)))
                    .register(registry);
        }
    }

    /** Shows the profiles of the last window, in gauges of their own. */
    public ProfileMeters profileMeters() {
        return new ProfileMeters(registry, tags);
    }

    /** Shows the state of the telemetry spool. */
    public void showSpool(Spool<TelemetryWindow> spool) {
        Gauge.builder("signalbox.telemetry.spool.windows", spool, Spool::size)
                .description("Windows that wait for the monitor")
                .tags(tags)
                .register(registry);
        for (SpoolDrop reason : SpoolDrop.values()) {
            FunctionCounter.builder("signalbox.telemetry.dropped.windows", spool, kept -> kept.dropped(reason))
                    .description("Windows dropped before the monitor had them")
                    .tags(tags.and("reason", reason.name().toLowerCase(Locale.ROOT)))
                    .register(registry);
        }
    }

    @Override
    public void answered(Answered answered, long nanos) {
        Tally tally = answered.tally();
        inferences.increment();
        rows.increment(tally.rows());
        nullRows.increment(tally.nullRows());
        latency.record(nanos, TimeUnit.NANOSECONDS);
        tally.nullOutputs()
                .forEach((output, count) -> registry.counter(PREFIX + "null.outputs", tags.and("output", output))
                        .increment(count));
        tally.missing()
                .forEach((feature, count) -> registry.counter(PREFIX + "missing", tags.and("feature", feature))
                        .increment(count));
    }

    @Override
    public void failed(long nanos) {
        errors.increment();
        latency.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void rejected() {
        rejections.increment();
    }

    private Counter counter(String name, String description) {
        return Counter.builder(PREFIX + name)
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
