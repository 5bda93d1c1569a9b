package dev.signalbox.operator.local;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.local.process.ModelServers;
import dev.signalbox.operator.local.process.RunRecord;
import dev.signalbox.operator.local.process.ServerReport;
import dev.signalbox.operator.local.process.Wanted;
import dev.signalbox.operator.machine.Address;
import dev.signalbox.operator.machine.VersionFacts;
import dev.signalbox.operator.machine.VersionFacts.Failure;
import dev.signalbox.operator.plan.ModelArtifact;
import dev.signalbox.operator.plan.ServerPlan;
import dev.signalbox.operator.plan.VersionSpec;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says versions in the words of model servers, and model servers in the words of versions. */
final class LocalVersions {
    private static final String NOTHING = "";

    private final ModelServers servers;

    LocalVersions(ModelServers servers) {
        this.servers = servers;
    }

    /** Wants a version to run so. What this machine cannot do is told as a failure. */
    void ensure(DeploymentName name, VersionSpec version) throws IOException {
        ModelArtifact model = version.model();
        ServerPlan.Fragment pod = version.server().pod();
        Wanted wanted = Wanted.of(
                        version.fingerprint(),
                        new Wanted.Artifact(name, model.version(), model.uri(), model.sha256()),
                        version.server().replicas())
                .batching(pod.batching());
        if (pod.image() != null) {
            wanted = wanted.refused("spec.server.image: images run on Kubernetes only, got \"" + pod.image() + "\"");
        } else if (pod.pod() != null) {
            wanted = wanted.refused("spec.server.pod: there are pods on Kubernetes only");
        }
        servers.ensure(wanted);
    }

    /** Every version of which anything runs or is wanted. */
    Map<ModelVersion, VersionFacts> facts(DeploymentName name) {
        Map<ModelVersion, VersionFacts> facts = new HashMap<>();
        for (ModelVersion version : servers.versions(name)) {
            List<ServerReport> reports = servers.reports(name).stream()
                    .filter(report -> report.key().version().equals(version))
                    .toList();
            Wanted wanted = servers.wanted(name, version);
            facts.put(version, wanted == null ? onItsWayOut() : facts(wanted, reports));
        }
        return facts;
    }

    /** Where the model servers of a version are that are ready, as {@code host:port}. */
    List<String> endpoints(DeploymentName name, ModelVersion version) {
        return servers.reports(name).stream()
                .filter(report -> report.key().version().equals(version) && report.ready())
                .map(ServerReport::endpoint)
                .toList();
    }

    private static VersionFacts onItsWayOut() {
        return new VersionFacts(NOTHING, 0, 0, new Address.OfEndpoints(List.of()), null);
    }

    private VersionFacts facts(Wanted wanted, List<ServerReport> reports) {
        List<ServerReport> ready = reports.stream().filter(ServerReport::ready).toList();
        long upToDate = ready.stream()
                .filter(report -> servers.upToDate(report, wanted))
                .count();
        return new VersionFacts(
                wanted.fingerprint(),
                wanted.replicas(),
                (int) upToDate,
                new Address.OfEndpoints(
                        ready.stream().map(ServerReport::endpoint).toList()),
                failure(wanted, reports));
    }

    private static @Nullable Failure failure(Wanted wanted, List<ServerReport> reports) {
        if (wanted.refusal() != null) {
            return new Failure(0, wanted.refusal(), true);
        }
        List<RunRecord.Crashes> crashes = reports.stream()
                .map(ServerReport::crashes)
                .filter(Objects::nonNull)
                .filter(crash -> crash.fingerprint().equals(wanted.fingerprint()))
                .toList();
        if (crashes.isEmpty()) {
            return null;
        }
        RunRecord.Crashes worst = crashes.stream()
                .filter(RunRecord.Crashes::permanent)
                .findFirst()
                .orElse(crashes.getLast());
        return new Failure(
                crashes.stream().mapToInt(RunRecord.Crashes::count).sum(), worst.message(), worst.permanent());
    }
}
