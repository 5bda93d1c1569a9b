package dev.signalbox.operator.kubernetes;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The operator on Kubernetes. */
@ConfigMapping(prefix = "signalbox.operator.kubernetes")
public interface KubernetesConfig {
    /** The namespaces whose ModelDeployments are carried out. Absent: all of them. */
    Optional<Set<String>> namespaces();

    /** Whether replicas of the operator agree on one that acts. */
    @WithDefault("true")
    boolean leaderElection();

    /** How long a leader that is silent stays one. */
    @WithDefault("10s")
    Duration leaseDuration();

    /** How long a candidate's pod may wait for room on a node before the candidate is taken back. */
    @WithDefault("5m")
    Duration unschedulableAfter();

    /** The image of the default model server. */
    @WithDefault("signalbox/model-server:0.1.0")
    String modelServerImage();

    /** The image of the trainer, where a spec names none. */
    @WithDefault("signalbox/trainer:0.1.0")
    String trainerImage();

    /** The Secret whose key {@code token} trainers read the monitor's records with, in their own namespace. Absent: none is shown. */
    Optional<String> trainingSecret();

    /** Where the pods send telemetry: the monitor's base URL. Absent: as signalbox.operator.monitor says. */
    Optional<String> telemetryUrl();

    /** How often the pods send telemetry. */
    @WithDefault("10s")
    Duration telemetryInterval();

    /** The Secret whose key {@code token} the pods send telemetry with, in their own namespace. Absent: none is sent along. */
    Optional<String> telemetrySecret();

    /** What telemetry may take on a pod's disk while the monitor is away. Absent: it waits in memory. */
    Optional<MemorySize> telemetrySpool();

    /** The namespaces in which router pods are looked for. Absent: the operator's own. */
    Optional<Set<String>> routerNamespaces();

    /** The port of a router pod's admin interface, where routers are discovered. */
    @WithDefault("8081")
    int routerAdminPort();
}
