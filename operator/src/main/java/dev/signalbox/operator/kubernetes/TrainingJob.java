package dev.signalbox.operator.kubernetes;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.plan.ServerPlan;
import dev.signalbox.operator.platform.TrainingContract;
import dev.signalbox.operator.retraining.TrainingKey;
import dev.signalbox.operator.retraining.TrainingOrder;
import dev.signalbox.operator.spec.Pod;
import dev.signalbox.operator.spec.Pod.Env;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The Job of one try of a training, from what it is for; no client, no clock. */
final class TrainingJob {
    /** The container, whose end is the training's. */
    static final String CONTAINER = "trainer";

    /* What a container writes there is told with its end, by the node: nobody has to reach the pod for it. */
    private static final String REPORT = "/dev/termination-log";

    /* A claim is the group's that the trainer's user is in. */
    private static final long GROUP = 10_001;

    private static final Pod NOTHING_MORE = new Pod(null, null, null, null, null, null, null, null, null);

    private TrainingJob() {}

    /**
     * What every trainer is told.
     *
     * @param image the trainer's
     * @param monitor the monitor's base URL as pods reach it; null: there is none
     * @param secret the Secret whose key {@code token} it is shown; null: nothing
     */
    record Settings(
            String image,
            @Nullable String monitor,
            @Nullable String secret) {}

    static Job of(Desired.Owner owner, TrainingOrder order, Settings settings) {
        DeploymentName name = owner.name();
        TrainingKey key = order.training().key();
        Map<String, String> labels = new TreeMap<>(Map.of(
                Labels.NAME,
                "signalbox-trainer",
                "app.kubernetes.io/part-of",
                "signalbox",
                Labels.MANAGED_BY,
                Labels.MANAGER,
                Labels.DEPLOYMENT,
                name.name(),
                Labels.TRAINING,
                key.toString()));
        Pod asked = pod(order);
        return new JobBuilder()
                .withMetadata(new ObjectMetaBuilder()
                        .withName(ObjectNames.of(name, key))
                        .withNamespace(name.namespace())
                        .withLabels(labels)
                        .withOwnerReferences(Desired.reference(owner))
                        .build())
                .withNewSpec()
                .withBackoffLimit(0)
                .withActiveDeadlineSeconds(Math.max(1, order.deadline().toSeconds()))
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .withAnnotations(asked.annotations())
                .endMetadata()
                .withSpec(spec(name, order, settings))
                .endTemplate()
                .endSpec()
                .build();
    }

    /** Which try a Job is of. */
    static Optional<TrainingKey> key(Job job) {
        Map<String, String> labels = job.getMetadata().getLabels();
        String mark = labels == null ? null : labels.get(Labels.TRAINING);
        int dot = mark == null ? -1 : mark.lastIndexOf('.');
        try {
            return mark == null || dot <= 0
                    ? Optional.empty()
                    : Optional.of(new TrainingKey(
                            new ModelVersion(mark.substring(0, dot)), Integer.parseInt(mark.substring(dot + 1))));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    private static Pod pod(TrainingOrder order) {
        Pod asked = order.trainer().job().pod();
        return asked == null ? NOTHING_MORE : asked;
    }

    private static PodSpec spec(DeploymentName name, TrainingOrder order, Settings settings) {
        Pod asked = pod(order);
        PodSpecBuilder spec = PodTemplates.placed(asked)
                .withRestartPolicy("Never")
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withFsGroup(GROUP)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withContainers(container(name, order, settings));
        claims(order)
                .forEach((claim, readOnly) -> spec.addNewVolume()
                        .withName(volume(claim))
                        .withNewPersistentVolumeClaim()
                        .withClaimName(claim)
                        .withReadOnly(readOnly)
                        .endPersistentVolumeClaim()
                        .endVolume());
        return spec.build();
    }

    private static Container container(DeploymentName name, TrainingOrder order, Settings settings) {
        ServerPlan.Fragment job = order.trainer().job();
        ContainerBuilder container = new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(job.image() == null ? settings.image() : job.image())
                .withArgs(pod(order).args())
                .withEnv(environment(name, order, settings))
                .withNewResources()
                .withRequests(PodTemplates.quantities(job.requests()))
                .withLimits(PodTemplates.quantities(job.limits()))
                .endResources()
                .withTerminationMessagePath(REPORT)
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
        claims(order)
                .forEach((claim, readOnly) -> container
                        .addNewVolumeMount()
                        .withName(volume(claim))
                        .withMountPath(PodTemplates.CLAIMS + claim)
                        .withReadOnly(readOnly)
                        .endVolumeMount());
        return container.build();
    }

    /* The claim that the stable version is on is read, the one that the new version goes to is written, and they may be one. */
    private static Map<String, Boolean> claims(TrainingOrder order) {
        Map<String, Boolean> claims = new TreeMap<>();
        PodTemplates.claim(order.training().base().uri()).ifPresent(claim -> claims.put(claim, true));
        String out = order.trainer().out();
        Optional.ofNullable(out).flatMap(PodTemplates::claim).ifPresent(claim -> claims.put(claim, false));
        return claims;
    }

    /* Names of claims may have dots, those of volumes may not. */
    private static String volume(String claim) {
        return "claim-" + Integer.toHexString(claim.hashCode());
    }

    private static List<EnvVar> environment(DeploymentName name, TrainingOrder order, Settings settings) {
        String out = String.valueOf(order.trainer().out());
        var places = new TrainingContract.Places(
                String.valueOf(settings.monitor()),
                TrainingContract.folder(out, order.training().version()),
                REPORT);
        Map<String, EnvVar> env = new LinkedHashMap<>();
        TrainingContract.environment(name, order, places)
                .forEach((variable, value) -> env.put(variable, new EnvVar(variable, value, null)));
        if (settings.secret() != null) {
            env.put(
                    "SIGNALBOX_TOKEN",
                    new EnvVarBuilder()
                            .withName("SIGNALBOX_TOKEN")
                            .withNewValueFrom()
                            .withNewSecretKeyRef("token", settings.secret(), true)
                            .endValueFrom()
                            .build());
        }
        List<@Nullable Env> asked = pod(order).env();
        if (asked != null) {
            for (Env variable : asked) {
                if (variable != null && variable.name() != null) {
                    env.put(variable.name(), PodTemplates.variable(variable));
                }
            }
        }
        return List.copyOf(env.values());
    }
}
