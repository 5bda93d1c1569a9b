package dev.signalbox.operator.kubernetes;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.route.Route;
import dev.signalbox.operator.plan.VersionSpec;
import dev.signalbox.operator.resource.ModelDeployment;
import dev.signalbox.operator.resource.ModelRoute;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The objects that should exist, from what they are for; no client, no clock. */
final class Desired {
    /** The port of a model server pod and of its Service. */
    static final int PORT = 8080;

    private Desired() {}

    /** What every pod is told, whichever version it runs. */
    record PodSettings(String image, @Nullable Telemetry telemetry) {}

    /**
     * How pods send telemetry.
     *
     * @param url the monitor's base URL
     * @param interval how often, as the model server reads it
     * @param secret the Secret that has the token; null: no token
     * @param spoolBytes what may wait on the pod's disk; null: nothing
     */
    record Telemetry(
            String url,
            String interval,
            @Nullable String secret,
            @Nullable Long spoolBytes) {
        /** A spool needs some segments to work with. */
        private static final long SMALLEST_SPOOL = 1 << 20;

        Telemetry {
            if (spoolBytes != null && spoolBytes < SMALLEST_SPOOL) {
                throw new IllegalArgumentException(
                        "signalbox.operator.kubernetes.telemetry-spool must be at least 1M, got " + spoolBytes
                                + " bytes");
            }
        }
    }

    /** Who owns the objects. */
    record Owner(DeploymentName name, String uid) {}

    /* Where load decides how many pods there are, the number is the autoscaler's and is not said here. */
    static Deployment deployment(Owner owner, VersionSpec version, PodSettings settings) {
        ModelVersion id = version.model().version();
        ObjectMeta meta = meta(owner, id);
        meta.setAnnotations(Map.of(Labels.FINGERPRINT, version.fingerprint()));
        return new DeploymentBuilder()
                .withMetadata(meta)
                .withNewSpec()
                .withReplicas(
                        version.server().scaling() == null ? version.server().replicas() : null)
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
                .withTemplate(PodTemplates.of(owner.name(), version, settings))
                .endSpec()
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

    static ObjectMeta meta(Owner owner, ModelVersion version) {
        return new ObjectMetaBuilder()
                .withName(ObjectNames.of(owner.name(), version))
                .withNamespace(owner.name().namespace())
                .withLabels(new TreeMap<>(Labels.all(owner.name(), version)))
                .withOwnerReferences(reference(owner))
                .build();
    }

    static OwnerReference reference(Owner owner) {
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
