package dev.signalbox.operator.kubernetes;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.route.Route;
import dev.signalbox.operator.plan.ServerPlan;
import dev.signalbox.operator.plan.VersionSpec;
import dev.signalbox.operator.resource.ModelDeployment;
import dev.signalbox.operator.resource.ModelRoute;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The objects that should exist, from what they are for; no client, no clock. */
final class Desired {
    /** The port of a model server pod and of its Service. */
    static final int PORT = 8080;

    private Desired() {}

    /** What every pod is told, whichever version it runs. */
    record PodSettings(String image, @Nullable String telemetryUrl, String telemetryInterval) {}

    /** Who owns the objects. */
    record Owner(DeploymentName name, String uid) {}

    static Deployment deployment(Owner owner, VersionSpec version, PodSettings settings) {
        ModelVersion id = version.model().version();
        Map<String, String> labels = new TreeMap<>(Labels.all(owner.name(), id));
        ObjectMeta meta = meta(owner, id);
        meta.setAnnotations(Map.of(Labels.FINGERPRINT, version.fingerprint()));
        return new DeploymentBuilder()
                .withMetadata(meta)
                .withNewSpec()
                .withReplicas(version.server().replicas())
                .withNewSelector()
                .withMatchLabels(new TreeMap<>(Labels.selector(owner.name(), id)))
                .endSelector()
                .withNewStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withMaxUnavailable(new IntOrString(0))
                .withMaxSurge(new IntOrString(1))
                .endRollingUpdate()
                .endStrategy()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(60L)
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withContainers(container(owner.name(), version, settings))
                .addNewVolume()
                .withName("tmp")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static Container container(DeploymentName name, VersionSpec version, PodSettings settings) {
        ServerPlan server = version.server();
        String image = server.image();
        return new ContainerBuilder()
                .withName("model-server")
                .withImage(image == null ? settings.image() : image)
                .withEnv(environment(name, version, settings))
                .addNewPort()
                .withName("http")
                .withContainerPort(PORT)
                .withProtocol("TCP")
                .endPort()
                .withNewResources()
                .withRequests(quantities(server.requests()))
                .withLimits(quantities(server.limits()))
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
                .endVolumeMount()
                .build();
    }

    private static List<EnvVar> environment(DeploymentName name, VersionSpec version, PodSettings settings) {
        List<EnvVar> env = new ArrayList<>();
        env.add(new EnvVar("QUARKUS_HTTP_HOST", "0.0.0.0", null));
        env.add(new EnvVar("QUARKUS_HTTP_PORT", Integer.toString(PORT), null));
        env.add(new EnvVar("SIGNALBOX_MODEL_DEPLOYMENT", name.toString(), null));
        env.add(new EnvVar("SIGNALBOX_MODEL_VERSION", version.model().version().id(), null));
        env.add(new EnvVar("SIGNALBOX_MODEL_URI", version.model().uri(), null));
        if (version.model().sha256() != null) {
            env.add(new EnvVar("SIGNALBOX_MODEL_SHA256", version.model().sha256(), null));
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
        if (settings.telemetryUrl() != null) {
            env.add(new EnvVar("SIGNALBOX_TELEMETRY_URL", settings.telemetryUrl(), null));
            env.add(new EnvVar("SIGNALBOX_TELEMETRY_INTERVAL", settings.telemetryInterval(), null));
        }
        return env;
    }

    private static Map<String, Quantity> quantities(Map<String, String> given) {
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

    static Service service(Owner owner, ModelVersion version) {
        return new ServiceBuilder()
                .withMetadata(meta(owner, version))
                .withNewSpec()
                .withSelector(new TreeMap<>(Labels.selector(owner.name(), version)))
                .addNewPort()
                .withName("http")
                .withPort(PORT)
                .withProtocol("TCP")
                .withTargetPort(new IntOrString("http"))
                .endPort()
                .endSpec()
                .build();
    }

    static ModelRoute route(Owner owner, Route route) {
        ModelRoute resource = new ModelRoute();
        resource.setMetadata(new ObjectMetaBuilder()
                .withName(owner.name().name())
                .withNamespace(owner.name().namespace())
                .withLabels(Map.of(
                        Labels.MANAGED_BY,
                        Labels.MANAGER,
                        Labels.DEPLOYMENT,
                        owner.name().name()))
                .withOwnerReferences(reference(owner))
                .build());
        resource.setSpec(route);
        return resource;
    }

    private static ObjectMeta meta(Owner owner, ModelVersion version) {
        return new ObjectMetaBuilder()
                .withName(ObjectNames.of(owner.name(), version))
                .withNamespace(owner.name().namespace())
                .withLabels(new TreeMap<>(Labels.all(owner.name(), version)))
                .withOwnerReferences(reference(owner))
                .build();
    }

    private static OwnerReference reference(Owner owner) {
        return new OwnerReferenceBuilder()
                .withApiVersion(ModelDeployment.GROUP + "/" + ModelDeployment.VERSION)
                .withKind("ModelDeployment")
                .withName(owner.name().name())
                .withUid(owner.uid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }
}
