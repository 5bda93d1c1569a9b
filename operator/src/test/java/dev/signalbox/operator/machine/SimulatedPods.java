package dev.signalbox.operator.machine;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.plan.VersionSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The pods of a simulated cluster: they take a while to be ready, and break as a test says. */
final class SimulatedPods {
    private static final long START_SECONDS = 3;

    private static final class Pods {
        private VersionSpec spec;
        private final List<Instant> startedAt = new ArrayList<>();
        private Instant unreadyUntil = Instant.MIN;
    }

    final Set<String> unloadable = new HashSet<>();
    final Set<String> crashing = new HashSet<>();
    final Set<String> unschedulable = new HashSet<>();
    private final Map<ModelVersion, Pods> running = new TreeMap<>();

    void ensure(VersionSpec spec, Instant now) {
        Pods pods = running.computeIfAbsent(spec.model().version(), v -> new Pods());
        pods.spec = spec;
        while (pods.startedAt.size() < spec.server().replicas()) {
            pods.startedAt.add(now);
        }
        while (pods.startedAt.size() > spec.server().replicas()) {
            pods.startedAt.removeLast();
        }
    }

    void remove(ModelVersion version) {
        running.remove(version);
    }

    /** Every pod of a version fails its readiness probe for a while. */
    void stumble(ModelVersion version, Instant until) {
        Pods pods = running.get(version);
        if (pods != null) {
            pods.unreadyUntil = until;
        }
    }

    boolean has(ModelVersion version) {
        return running.containsKey(version);
    }

    Set<ModelVersion> versions() {
        return running.keySet();
    }

    int count(ModelVersion version) {
        Pods pods = running.get(version);
        return pods == null ? 0 : pods.startedAt.size();
    }

    int ready(ModelVersion version, Instant now) {
        Pods pods = running.get(version);
        boolean stands = pods != null && failure(version.id()) == null && !now.isBefore(pods.unreadyUntil);
        return stands
                ? (int) pods.startedAt.stream()
                        .filter(at -> !now.isBefore(at.plusSeconds(START_SECONDS)))
                        .count()
                : 0;
    }

    Map<ModelVersion, VersionFacts> facts(Instant now) {
        Map<ModelVersion, VersionFacts> facts = new HashMap<>();
        running.forEach((version, pods) -> facts.put(
                version,
                new VersionFacts(
                        pods.spec.fingerprint(),
                        pods.startedAt.size(),
                        ready(version, now),
                        new Address.OfService("loan-" + version, 8080),
                        failure(version.id()))));
        return facts;
    }

    private VersionFacts.Failure failure(String version) {
        if (unloadable.contains(version)) {
            return new VersionFacts.Failure(1, "model.pt is not there", true);
        }
        if (crashing.contains(version)) {
            return new VersionFacts.Failure(5, "exit code 137, OOMKilled", false);
        }
        return unschedulable.contains(version)
                ? new VersionFacts.Failure(0, "Unschedulable: 0/3 nodes are available", false)
                : null;
    }
}
