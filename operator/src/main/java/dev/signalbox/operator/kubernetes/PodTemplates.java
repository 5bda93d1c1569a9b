package dev.signalbox.operator.kubernetes;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.plan.ServerPlan;
import dev.signalbox.operator.plan.VersionSpec;
import dev.signalbox.operator.spec.ModelDeploymentSpec.Batching;
import dev.signalbox.operator.spec.Pod;
import dev.signalbox.operator.spec.Pod.Env;
import dev.signalbox.operator.spec.Pod.Toleration;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The pods of a version: the operator's own template with what the spec says about it; no client, no clock. */
final class PodTemplates {
    /** Where the model server finds the persistent volume claims that models are on, each under its name. */
    static final String CLAIMS = "/mnt/claims/";

    private static final String SPOOL = "/var/spool/signalbox";

    private static final Pod NOTHING_MORE = new Pod(null, null, null, null, null, null, null, null, null);

    private PodTemplates() {}

    static PodTemplateSpec of(DeploymentName name, VersionSpec version, Desired.PodSettings settings) {
        ModelVersion id = version.model().version();
        Pod asked = pod(version);
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(new TreeMap<>(Labels.all(name, id)))
                .withAnnotations(asked.annotations())
                .endMetadata()
                .withSpec(spec(name, version, settings))
                .build();
    }

    /** The port that the container listens at. */
    static int port(VersionSpec version) {
        Integer asked = pod(version).port();
        return asked == null ? Desired.PORT : asked;
    }

    private static Pod pod(VersionSpec version) {
        Pod asked = version.server().pod().pod();
        return asked == null ? NOTHING_MORE : asked;
    }

    /**
     * A pod where its user wants it to run, and as whom; with no right to ask the API, and a folder for its own files, as its root is not
     * written to.
     */
    static PodSpecBuilder placed(Pod asked) {
        PodSpecBuilder spec = new PodSpecBuilder()
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withNodeSelector(asked.nodeSelector())
                .withServiceAccountName(asked.serviceAccountName())
                .withPriorityClassName(asked.priorityClassName())
                .addNewVolume()
                .withName("tmp")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume();
        if (asked.tolerations() != null) {
            spec.withTolerations(
                    asked.tolerations().stream().map(PodTemplates::toleration).toList());
        }
        if (asked.imagePullSecrets() != null) {
            spec.withImagePullSecrets(asked.imagePullSecrets().stream()
                    .map(LocalObjectReference::new)
                    .toList());
        }
        return spec;
    }

    private static PodSpec spec(DeploymentName name, VersionSpec version, Desired.PodSettings settings) {
        Pod asked = pod(version);
        PodSpecBuilder spec = placed(asked)
                .withTerminationGracePeriodSeconds(60L)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withContainers(container(name, version, settings))
                .withTopologySpreadConstraints(
                        spread(name, version, "kubernetes.io/hostname"),
                        spread(name, version, "topology.kubernetes.io/zone"));
        claim(version)
                .ifPresent(claim -> spec.addNewVolume()
                        .withName("model")
                        .withNewPersistentVolumeClaim()
                        .withClaimName(claim)
                        .withReadOnly(true)
                        .endPersistentVolumeClaim()
                        .endVolume());
        spool(settings)
                .ifPresent(bytes -> spec.addNewVolume()
                        .withName("telemetry")
                        .withNewEmptyDir()
                        .withSizeLimit(new Quantity(bytes.toString()))
                        .endEmptyDir()
                        .endVolume());
        return spec.build();
    }

    /* A wish, not a must: a node that is down must not keep a version from starting. */
    private static TopologySpreadConstraint spread(DeploymentName name, VersionSpec version, String topology) {
        return new TopologySpreadConstraintBuilder()
                .withMaxSkew(1)
                .withTopologyKey(topology)
                .withWhenUnsatisfiable("ScheduleAnyway")
                .withNewLabelSelector()
                .withMatchLabels(
                        new TreeMap<>(Labels.selector(name, version.model().version())))
                .endLabelSelector()
                .build();
    }

    private static io.fabric8.kubernetes.api.model.Toleration toleration(@Nullable Toleration asked) {
        return asked == null
                ? new io.fabric8.kubernetes.api.model.Toleration()
                : new io.fabric8.kubernetes.api.model.Toleration(
                        asked.effect(),
                        asked.key(),
                        asked.operator(),
                        asked.tolerationSeconds() == null
                                ? null
                                : asked.tolerationSeconds().longValue(),
                        asked.value());
    }

    private static Optional<String> claim(VersionSpec version) {
        return claim(version.model().uri());
    }

    /** The claim that a place is on, if it is on one. */
    static Optional<String> claim(String uri) {
        return uri.startsWith("pvc://") ? Optional.ofNullable(URI.create(uri).getAuthority()) : Optional.empty();
    }

    private static Container container(DeploymentName name, VersionSpec version, Desired.PodSettings settings) {
        ServerPlan.Fragment pod = version.server().pod();
        String image = pod.image();
        ContainerBuilder container = new ContainerBuilder()
                .withName("model-server")
                .withImage(image == null ? settings.image() : image)
                .withArgs(pod(version).args())
                .withEnv(environment(name, version, settings))
                .addNewPort()
                .withName("http")
                .withContainerPort(port(version))
                .withProtocol("TCP")
                .endPort()
                .withNewResources()
                .withRequests(quantities(pod.requests()))
                .withLimits(quantities(pod.limits()))
                .endResources()
                .withStartupProbe(probe("/v2/health/live", 2, 150))
                .withReadinessProbe(probe("/v2/health/ready", 2, 2))
                .withLivenessProbe(probe("/v2/health/live", 10, 3))
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .addNewVolumeMount()
                .withName("tmp")
                .withMountPath("/tmp")
                .endVolumeMount();
        claim(version)
                .ifPresent(claim -> container
                        .addNewVolumeMount()
                        .withName("model")
                        .withMountPath(CLAIMS + claim)
                        .withReadOnly(true)
                        .endVolumeMount());
        spool(settings)
                .ifPresent(bytes -> container
                        .addNewVolumeMount()
                        .withName("telemetry")
                        .withMountPath(SPOOL)
                        .endVolumeMount());
        return container.build();
    }

    /* What the spec says replaces what the operator would say: a name that stands twice is refused by the API server. */
    private static List<EnvVar> environment(DeploymentName name, VersionSpec version, Desired.PodSettings settings) {
        Map<String, EnvVar> env = new LinkedHashMap<>();
        ours(name, version, settings).forEach(variable -> env.put(variable.getName(), variable));
        List<@Nullable Env> asked = pod(version).env();
        if (asked != null) {
            for (Env variable : asked) {
                if (variable != null && variable.name() != null) {
                    env.put(variable.name(), variable(variable));
                }
            }
        }
        return List.copyOf(env.values());
    }

    static EnvVar variable(Env asked) {
        EnvVarBuilder variable = new EnvVarBuilder().withName(asked.name());
        if (asked.secret() != null) {
            variable.withNewValueFrom()
                    .withNewSecretKeyRef(asked.secret().key(), asked.secret().name(), null)
                    .endValueFrom();
        } else if (asked.configMap() != null) {
            variable.withNewValueFrom()
                    .withNewConfigMapKeyRef(
                            asked.configMap().key(), asked.configMap().name(), null)
                    .endValueFrom();
        } else {
            variable.withValue(asked.value());
        }
        return variable.build();
    }

    private static List<EnvVar> ours(DeploymentName name, VersionSpec version, Desired.PodSettings settings) {
        List<EnvVar> env = new ArrayList<>();
        env.add(value("QUARKUS_HTTP_HOST", "0.0.0.0"));
        env.add(value("QUARKUS_HTTP_PORT", Integer.toString(port(version))));
        env.add(value("SIGNALBOX_MODEL_DEPLOYMENT", name.toString()));
        env.add(value("SIGNALBOX_MODEL_VERSION", version.model().version().id()));
        env.add(value("SIGNALBOX_MODEL_URI", version.model().uri()));
        if (version.model().sha256() != null) {
            env.add(value("SIGNALBOX_MODEL_SHA256", version.model().sha256()));
        }
        Batching batching = version.server().pod().batching();
        if (batching != null && batching.maxSize() != null) {
            env.add(value(
                    "SIGNALBOX_MODEL_BATCHING_MAX_SIZE", batching.maxSize().toString()));
        }
        if (batching != null && batching.maxDelay() != null) {
            env.add(value("SIGNALBOX_MODEL_BATCHING_MAX_DELAY", batching.maxDelay()));
        }
        env.add(new EnvVarBuilder()
                .withName("SIGNALBOX_INSTANCE")
                .withNewValueFrom()
                .withNewFieldRef()
                .withApiVersion("v1")
                .withFieldPath("metadata.name")
                .endFieldRef()
                .endValueFrom()
                .build());
        if (settings.telemetry() != null) {
            env.addAll(telemetry(settings.telemetry()));
        }
        return env;
    }

    private static List<EnvVar> telemetry(Desired.Telemetry telemetry) {
        List<EnvVar> env = new ArrayList<>();
        env.add(value("SIGNALBOX_TELEMETRY_URL", telemetry.url()));
        env.add(value("SIGNALBOX_TELEMETRY_INTERVAL", telemetry.interval()));
        if (telemetry.secret() != null) {
            /* Optional: a namespace without the Secret sends telemetry in vain, but its versions serve. */
            env.add(new EnvVarBuilder()
                    .withName("SIGNALBOX_TELEMETRY_TOKEN")
                    .withNewValueFrom()
                    .withNewSecretKeyRef("token", telemetry.secret(), true)
                    .endValueFrom()
                    .build());
        }
        if (telemetry.spoolBytes() != null) {
            /* The node ends a pod whose volume is larger than its limit. Windows and records have a spool each, and beside each
             * there may be for a moment what a process that was killed left. */
            String each = Long.toString(telemetry.spoolBytes() / 4);
            env.add(value("SIGNALBOX_TELEMETRY_SPOOL_FOLDER", SPOOL));
            env.add(value("SIGNALBOX_TELEMETRY_SPOOL_BYTES", each));
            env.add(value("SIGNALBOX_RECORDS_SPOOL_BYTES", each));
        }
        return env;
    }

    private static Optional<Long> spool(Desired.PodSettings settings) {
        return Optional.ofNullable(settings.telemetry()).map(Desired.Telemetry::spoolBytes);
    }

    private static EnvVar value(String name, String value) {
        return new EnvVar(name, value, null);
    }

    static Map<String, Quantity> quantities(Map<String, String> given) {
        return given.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, e -> new Quantity(e.getValue()), (a, b) -> a, TreeMap::new));
    }

    private static Probe probe(String path, int period, int failures) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(path)
                .withPort(new IntOrString("http"))
                .withScheme("HTTP")
                .endHttpGet()
                .withPeriodSeconds(period)
                .withTimeoutSeconds(1)
                .withFailureThreshold(failures)
                .build();
    }
}
