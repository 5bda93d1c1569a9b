package dev.signalbox.router.metrics;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.telemetry.MirrorDrop;
import dev.signalbox.router.count.MirrorTally;
import dev.signalbox.router.count.Outcome;
import dev.signalbox.router.count.OutcomeCounter;
import dev.signalbox.router.decide.Way;
import dev.signalbox.router.proxy.DataPlane;
import dev.signalbox.router.table.DeploymentState;
import dev.signalbox.router.table.LiveRoutes;
import dev.signalbox.router.table.VersionState;
import dev.signalbox.router.table.VersionWatcher;
import dev.signalbox.router.tickets.AuditDrop;
import dev.signalbox.router.tickets.Audits;
import dev.signalbox.router.tickets.Tickets;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/** Shows the router's own counters to Prometheus; but for the latency, nothing is counted a second time. */
public final class RouterMetrics implements VersionWatcher {
    private static final Duration[] LATENCY_BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(20),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(200),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private final MeterRegistry registry;
    private final Map<VersionState, List<Meter>> byVersion = new ConcurrentHashMap<>();
    private final Map<DeploymentName, List<Meter>> byDeployment = new ConcurrentHashMap<>();

    /** Metrics in this registry. */
    public RouterMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public LongConsumer latencyOf(DeploymentName deployment, ModelVersion version) {
        Timer timer = Timer.builder(MetricNames.LATENCY)
                .tags(tags(deployment, version))
                .serviceLevelObjectives(LATENCY_BUCKETS)
                .register(registry);
        return nanos -> timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Shows a version; its series go when the version goes, so their number is bounded by the routes. */
    @Override
    public void came(VersionState version, LongSupplier revision) {
        Tags tags = tags(version.deployment(), version.version());
        List<Meter> meters = new ArrayList<>();
        outcomes(meters, MetricNames.REQUESTS, tags, version.tally().outcomes());
        outcomes(meters, MetricNames.ASKED, tags, version.asked());
        meters.add(FunctionCounter.builder(
                        MetricNames.FAILOVERS, version, v -> v.tally().failedOver())
                .tags(tags)
                .register(registry));
        meters.add(FunctionCounter.builder(
                        MetricNames.FAILED_TO_CLIENT, version, v -> v.tally().failedToClient())
                .tags(tags)
                .register(registry));
        meters.add(
                Gauge.builder(MetricNames.IN_FLIGHT, version, v -> v.inFlight().now())
                        .tags(tags)
                        .register(registry));
        meters.add(Gauge.builder(MetricNames.REVISION, revision, LongSupplier::getAsLong)
                .tags(tags)
                .strongReference(true)
                .register(registry));
        decisions(meters, version);
        guard(meters, version, revision);
        copies(meters, version);
        byVersion.put(version, meters);
    }

    private void decisions(List<Meter> meters, VersionState version) {
        Tags tags = tags(version.deployment(), version.version());
        for (Way way : Way.values()) {
            meters.add(FunctionCounter.builder(MetricNames.DECISIONS, version.decisions(), d -> d.of(way))
                    .tags(tags.and("decision", way.word()))
                    .register(registry));
        }
    }

    @Override
    public void came(DeploymentName deployment, DeploymentState state) {
        Tags tags = Tags.of("deployment", deployment.toString());
        byDeployment.put(
                deployment,
                List.of(
                        Gauge.builder(
                                        MetricNames.DEPLOYMENT_IN_FLIGHT,
                                        state,
                                        s -> s.underWay().now())
                                .tags(tags)
                                .register(registry),
                        Gauge.builder(
                                        MetricNames.DEPLOYMENT_LIMIT,
                                        state,
                                        s -> s.underWay().most())
                                .tags(tags)
                                .register(registry),
                        FunctionCounter.builder(
                                        MetricNames.DEPLOYMENT_SHED,
                                        state,
                                        s -> s.shed().sum())
                                .tags(tags)
                                .register(registry)));
    }

    @Override
    public void left(DeploymentName deployment) {
        List<Meter> meters = byDeployment.remove(deployment);
        if (meters != null) {
            meters.forEach(registry::remove);
        }
    }

    private void guard(List<Meter> meters, VersionState version, LongSupplier revision) {
        Tags tags = tags(version.deployment(), version.version());
        meters.add(Gauge.builder(MetricNames.EJECTED, version, v -> v.guard().ejectedFrom(revision.getAsLong()) ? 1 : 0)
                .tags(tags)
                .register(registry));
        meters.add(FunctionCounter.builder(
                        MetricNames.EJECTIONS, version, v -> v.tally().ejections())
                .tags(tags)
                .register(registry));
        meters.add(FunctionCounter.builder(
                        MetricNames.WITHHELD, version, v -> v.tally().withheld())
                .tags(tags)
                .register(registry));
    }

    private void copies(List<Meter> meters, VersionState version) {
        Tags tags = tags(version.deployment(), version.version());
        MirrorTally mirror = version.tally().mirror();
        outcomes(meters, MetricNames.MIRRORED, tags, mirror.outcomes());
        for (MirrorDrop reason : MirrorDrop.values()) {
            meters.add(FunctionCounter.builder(MetricNames.MIRROR_DROPS, mirror, m -> m.dropped(reason))
                    .tags(tags.and("reason", reason.name().toLowerCase(Locale.ROOT)))
                    .register(registry));
        }
        meters.add(Gauge.builder(
                        MetricNames.MIRROR_BREAKER, version, v -> v.breaker().open() ? 1 : 0)
                .tags(tags)
                .register(registry));
    }

    @Override
    public void left(VersionState version) {
        List<Meter> meters = byVersion.remove(version);
        if (meters != null) {
            meters.forEach(registry::remove);
        }
        Timer latency = registry.find(MetricNames.LATENCY)
                .tags(tags(version.deployment(), version.version()))
                .timer();
        if (latency != null) {
            registry.remove(latency);
        }
    }

    /** Shows what belongs to no version. */
    public void show(DataPlane plane, LiveRoutes routes) {
        counter(MetricNames.SHED, plane, p -> p.shed().sum());
        counter(
                MetricNames.CONNECTIONS_REFUSED,
                plane,
                p -> p.connections().refused().sum());
        gauge(MetricNames.CONNECTIONS, plane, p -> p.connections().open().now());
        counter(MetricNames.REFUSED, plane, p -> p.refused().sum());
        counter(MetricNames.RETRIES, plane, p -> p.retries().sum());
        counter(
                MetricNames.UNBUFFERED_REQUESTS,
                plane,
                p -> p.unbufferedRequests().sum());
        counter(
                MetricNames.UNBUFFERED_ANSWERS,
                plane,
                p -> p.unbufferedAnswers().sum());
        counter(MetricNames.UNTAKEN_ANSWERS, plane, p -> p.untakenAnswers().sum());
        counter(MetricNames.UNAFFORDED, plane, p -> p.unaffordedFailovers().sum());
        gauge(MetricNames.UPSTREAM_CONNECTIONS, plane, p -> p.upstream().now());
        gauge(MetricNames.MIRROR_WAITING, plane, p -> p.copiesWaiting().now());
        gauge(MetricNames.MIRROR_BYTES, plane, p -> p.copied().now());
        gauge(MetricNames.ADMITTED, plane, p -> p.admitted().now());
        gauge(MetricNames.BUFFERED, plane, p -> p.buffered().now());
        gauge(MetricNames.ROUTES, routes, r -> r.current().size());
        show(plane.audits());
    }

    private void show(Audits audits) {
        counter(MetricNames.AUDITS, audits, Audits::kept);
        for (AuditDrop reason : AuditDrop.values()) {
            FunctionCounter.builder(MetricNames.AUDIT_DROPS, audits, all -> all.dropped(reason))
                    .tag("reason", reason.label())
                    .register(registry);
        }
    }

    /** Shows what became of tickets. */
    public void show(Tickets tickets) {
        became(tickets, "monitor", Tickets::byMonitor);
        became(tickets, "disk", Tickets::onDisk);
        became(tickets, "refused", Tickets::refused);
        gauge(MetricNames.TICKETS_WAITING, tickets, Tickets::waiting);
        counter(MetricNames.TICKETS_LOST, tickets, Tickets::lost);
    }

    private void became(Tickets tickets, String result, ToDoubleFunction<Tickets> count) {
        FunctionCounter.builder(MetricNames.TICKETS, tickets, count)
                .tag("result", result)
                .register(registry);
    }

    /** Shows a counter of another part of the router. */
    public <T> void counter(String name, T owner, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, owner, value).register(registry);
    }

    /** Shows a state of another part of the router. */
    public <T> void gauge(String name, T owner, ToDoubleFunction<T> value) {
        Gauge.builder(name, owner, value).register(registry);
    }

    private void outcomes(List<Meter> meters, String name, Tags tags, OutcomeCounter counter) {
        for (Outcome outcome : Outcome.values()) {
            meters.add(FunctionCounter.builder(name, counter, c -> c.of(outcome))
                    .tags(tags.and("outcome", outcome.label()))
                    .register(registry));
        }
    }

    private static Tags tags(DeploymentName deployment, ModelVersion version) {
        return Tags.of("deployment", deployment.toString(), "version", version.id());
    }
}
