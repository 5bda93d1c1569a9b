package dev.signalbox.monitor.judging;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.telemetry.FailureKind;
import dev.signalbox.api.telemetry.GuardCounts;
import dev.signalbox.api.telemetry.LatencyHistogram;
import dev.signalbox.api.telemetry.MirrorCounts;
import dev.signalbox.api.telemetry.MirrorDrop;
import dev.signalbox.api.telemetry.RouterCounts;
import dev.signalbox.api.telemetry.ServerCounts;
import dev.signalbox.api.telemetry.TelemetryWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Makes up the telemetry of a rollout: two routers, one model server a version, at a constant rate of requests. */
public final class Story {
    public static final DeploymentName DEPLOYMENT = DeploymentName.parse("bank/loan-approval");
    public static final ModelVersion STABLE = new ModelVersion("1");
    public static final ModelVersion CANDIDATE = new ModelVersion("2");

    private final SplittableRandom random;
    private final Instant start;
    private final DeploymentName deployment;
    private int candidateRequests = 10;
    private int stableRequests = 90;
    private Behaviour candidate = Behaviour.GOOD;
    private boolean shadow;

    /** How a version answers. */
    public record Behaviour(double errors, double rejections, double nulls, double slowness) {
        public static final Behaviour GOOD = new Behaviour(0.002, 0.002, 0.002, 1);

        public Behaviour failing(double share) {
            return new Behaviour(share, rejections, nulls, slowness);
        }

        public Behaviour withNulls(double share) {
            return new Behaviour(errors, rejections, share, slowness);
        }

        public Behaviour slower(double factor) {
            return new Behaviour(errors, rejections, nulls, factor);
        }
    }

    public Story(long seed, Instant start, DeploymentName deployment) {
        this.random = new SplittableRandom(seed);
        this.start = start;
        this.deployment = deployment;
    }

    public Story(long seed, Instant start) {
        this(seed, start, DEPLOYMENT);
    }

    /** Requests a second and router. */
    public Story requests(int toCandidate, int toStable) {
        candidateRequests = toCandidate;
        stableRequests = toStable;
        return this;
    }

    /** The candidate gets copies instead of live requests. */
    public Story inTheShadow() {
        shadow = true;
        return this;
    }

    public Story candidate(Behaviour behaviour) {
        candidate = behaviour;
        return this;
    }

    /** The windows of so many seconds: one a second from each router, and one every ten seconds from each model server. */
    public List<TelemetryWindow> windows(int seconds) {
        List<TelemetryWindow> windows = new ArrayList<>();
        for (int second = 0; second < seconds; second++) {
            for (int router = 0; router < 2; router++) {
                String instance = deployment.name() + "-router-" + router + "-" + start.toEpochMilli();
                windows.add(router(instance, 2L * second, second, CANDIDATE));
                windows.add(router(instance, 2L * second + 1, second, STABLE));
            }
            if (second % 10 == 0 && second + 10 <= seconds) {
                windows.add(server(second, CANDIDATE));
                windows.add(server(second, STABLE));
            }
        }
        return windows;
    }

    private TelemetryWindow router(String instance, long sequence, int second, ModelVersion version) {
        boolean isCandidate = version.equals(CANDIDATE);
        Behaviour behaviour = isCandidate ? candidate : Behaviour.GOOD;
        int requests = isCandidate ? candidateRequests : stableRequests;
        long failed = events(requests, behaviour.errors());
        long rejected = Math.min(requests - failed, events(requests, behaviour.rejections()));
        Map<Integer, Long> latency = new TreeMap<>();
        for (int i = 0; i < requests; i++) {
            double millis = 5 * behaviour.slowness() * Math.exp(0.5 * random.nextGaussian());
            latency.merge(LatencyHistogram.bucketOf(millis * 1_000), 1L, Long::sum);
        }
        Map<FailureKind, Long> failures = failed == 0 ? Map.of() : Map.of(FailureKind.SERVER_ERROR, failed);
        boolean copies = shadow && isCandidate;
        return TelemetryWindow.ofRouter(
                origin(instance, sequence, second, 1),
                deployment,
                version,
                copies
                        ? copies(requests, failures, rejected, LatencyHistogram.of(latency))
                        : new RouterCounts(
                                requests,
                                failures,
                                rejected,
                                0,
                                isCandidate ? failed : 0,
                                0,
                                LatencyHistogram.of(latency)));
    }

    private static RouterCounts copies(
            int sent, Map<FailureKind, Long> failures, long rejected, LatencyHistogram latency) {
        return new RouterCounts(
                0,
                Map.of(),
                0,
                0,
                0,
                0,
                LatencyHistogram.EMPTY,
                new MirrorCounts(sent, failures, rejected, Map.of(MirrorDrop.QUEUE, 1L), latency),
                GuardCounts.NONE);
    }

    private TelemetryWindow server(int second, ModelVersion version) {
        boolean isCandidate = version.equals(CANDIDATE);
        long rows = 20L * (isCandidate ? candidateRequests : stableRequests);
        long nulls = events((int) rows, isCandidate ? candidate.nulls() : Behaviour.GOOD.nulls());
        return TelemetryWindow.ofServer(
                origin(deployment.name() + "-server-" + version + "-" + start.toEpochMilli(), second / 10, second, 10),
                deployment,
                version,
                new ServerCounts(
                        rows,
                        0,
                        0,
                        rows,
                        nulls,
                        Map.of("approved", nulls),
                        Map.of("age", rows / 10),
                        LatencyHistogram.EMPTY));
    }

    private TelemetryWindow.Origin origin(String instance, long sequence, int second, int length) {
        return new TelemetryWindow.Origin(
                instance, sequence, start.plusSeconds(second), start.plusSeconds(second + length));
    }

    private long events(int trials, double rate) {
        long events = 0;
        for (int i = 0; i < trials; i++) {
            events += random.nextDouble() < rate ? 1 : 0;
        }
        return events;
    }
}
