package dev.signalbox.operator.kubernetes;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.operator.plan.RetrainingRules;
import dev.signalbox.operator.platform.PlatformException;
import dev.signalbox.operator.retraining.TrainingFacts;
import dev.signalbox.operator.retraining.TrainingKey;
import dev.signalbox.operator.retraining.TrainingOrder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The trainings of a namespace: a Job for each try. Thread safe. */
final class TrainingJobs {
    private static final int ALREADY_THERE = 409;

    private final KubernetesClient client;
    private final TrainingJob.Settings settings;

    TrainingJobs(KubernetesClient client, TrainingJob.Settings settings) {
        this.client = client;
        this.settings = settings;
    }

    /** What is seen of them. */
    static Map<TrainingKey, TrainingFacts> facts(List<Job> jobs, List<Pod> pods) {
        Map<TrainingKey, TrainingFacts> found = new HashMap<>();
        for (Job job : jobs) {
            if (job.getMetadata().getDeletionTimestamp() == null) {
                TrainingJob.key(job).ifPresent(key -> found.put(key, TrainingSeen.facts(job, own(job, pods))));
            }
        }
        return found;
    }

    private static List<Pod> own(Job job, List<Pod> pods) {
        String mark = job.getMetadata().getLabels().get(Labels.TRAINING);
        return pods.stream()
                .filter(pod ->
                        Objects.equals(mark, pod.getMetadata().getLabels().get(Labels.TRAINING)))
                .toList();
    }

    /** Why a training by this trainer cannot run. */
    Optional<String> refusal(RetrainingRules.Trainer trainer) {
        if (settings.monitor() == null) {
            return Optional.of("signalbox.operator.monitor is not set: there is nothing to learn from");
        }
        if (trainer.command() != null) {
            return Optional.of("spec.retraining.command: on Kubernetes a pod trains, see spec.retraining.job");
        }
        String out = trainer.out();
        if (out == null) {
            return Optional.of("spec.retraining.out is required on Kubernetes: where versions are written");
        }
        return trainer.job().image() != null || out.startsWith("pvc://")
                ? Optional.empty()
                : Optional.of("spec.retraining.out must be pvc://claim/path for the trainer's own image, but is \""
                        + out + "\"");
    }

    /* Created, not applied: a Job's template never changes, and one of this name that is there is this one. */
    void start(Desired.Owner owner, TrainingOrder order) {
        refusal(order.trainer()).ifPresent(why -> {
            throw new PlatformException(why);
        });
        try {
            client.resource(TrainingJob.of(owner, order, settings)).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != ALREADY_THERE) {
                throw e;
            }
        }
    }

    void stop(DeploymentName name, TrainingKey key) {
        client.batch()
                .v1()
                .jobs()
                .inNamespace(name.namespace())
                .withName(ObjectNames.of(name, key))
                .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                .delete();
    }
}
