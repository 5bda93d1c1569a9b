package dev.signalbox.operator.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Plays the node of a namespace where there is none: pods become ready, or end with exit code 3 where their model's URI has
 * "broken" in it. Where no controllers run, it plays those too.
 */
final class PlayedKubelet implements AutoCloseable {
    private final KubernetesClient client;
    private final String namespace;
    private final boolean controllers;
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();

    PlayedKubelet(KubernetesClient client, String namespace, boolean controllers) {
        this.client = client;
        this.namespace = namespace;
        this.controllers = controllers;
        var unused = ticker.scheduleWithFixedDelay(this::play, 0, 50, TimeUnit.MILLISECONDS);
    }

    private void play() {
        try {
            if (!controllers) {
                List<Deployment> deployments = client.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .list()
                        .getItems();
                deployments.forEach(this::control);
                pods().stream()
                        .filter(p -> deployments.stream()
                                .noneMatch(d -> p.getMetadata()
                                        .getName()
                                        .equals(d.getMetadata().getName() + "-0")))
                        .forEach(p -> client.resource(p).withGracePeriod(0).delete());
            }
            pods().stream().filter(PlayedKubelet::fresh).forEach(this::run);
        } catch (KubernetesClientException e) {
            // Deleted or changed meanwhile: the next round sees it as it is.
        }
    }

    private List<Pod> pods() {
        return client.pods()
                .inNamespace(namespace)
                .withLabel(Labels.MANAGED_BY, Labels.MANAGER)
                .list()
                .getItems();
    }

    private static boolean fresh(Pod pod) {
        return pod.getStatus() == null
                || pod.getStatus().getContainerStatuses() == null
                || pod.getStatus().getContainerStatuses().isEmpty();
    }

    private static boolean broken(List<EnvVar> env) {
        return env.stream()
                .anyMatch(e -> e.getName().equals("SIGNALBOX_MODEL_URI")
                        && e.getValue().contains("broken"));
    }

    private void run(Pod pod) {
        boolean broken = broken(pod.getSpec().getContainers().getFirst().getEnv());
        Pod patched =
                new PodBuilder(pod).withStatus(broken ? ended(pod) : ready(pod)).build();
        client.resource(patched).patchStatus();
    }

    private static PodStatus ready(Pod pod) {
        String now = Instant.now().toString();
        return new PodStatusBuilder(pod.getStatus())
                .withPhase("Running")
                .withConditions(List.of())
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .withLastTransitionTime(now)
                .endCondition()
                .withContainerStatuses(new ContainerStatusBuilder()
                        .withName("model-server")
                        .withImage("played")
                        .withImageID("played")
                        .withReady(true)
                        .withRestartCount(0)
                        .withNewState()
                        .withNewRunning(now)
                        .endState()
                        .build())
                .build();
    }

    private static PodStatus ended(Pod pod) {
        return new PodStatusBuilder(pod.getStatus())
                .withPhase("Running")
                .withContainerStatuses(new ContainerStatusBuilder()
                        .withName("model-server")
                        .withImage("played")
                        .withImageID("played")
                        .withReady(false)
                        .withRestartCount(1)
                        .withNewState()
                        .withNewWaiting("back-off restarting", "CrashLoopBackOff")
                        .endState()
                        .withNewLastState()
                        .withNewTerminated()
                        .withExitCode(3)
                        .withReason("Error")
                        .withMessage("model.pt: not a TorchScript archive")
                        .endTerminated()
                        .endLastState()
                        .build())
                .build();
    }

    private void control(Deployment deployment) {
        String name = deployment.getMetadata().getName() + "-0";
        if (client.pods().inNamespace(namespace).withName(name).get() == null) {
            client.resource(new PodBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .withNamespace(namespace)
                            .withLabels(deployment
                                    .getSpec()
                                    .getTemplate()
                                    .getMetadata()
                                    .getLabels())
                            .endMetadata()
                            .withSpec(deployment.getSpec().getTemplate().getSpec())
                            .build())
                    .create();
        }
        boolean broken = broken(deployment
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getEnv());
        int replicas = deployment.getSpec().getReplicas();
        int ready = broken ? 0 : replicas;
        var status = deployment.getStatus();
        Long observed = status == null ? null : status.getObservedGeneration();
        if (!deployment.getMetadata().getGeneration().equals(observed)) {
            client.resource(deployment)
                    .editStatus(d -> new io.fabric8.kubernetes.api.model.apps.DeploymentBuilder(d)
                            .withNewStatus()
                            .withObservedGeneration(d.getMetadata().getGeneration())
                            .withReplicas(replicas)
                            .withUpdatedReplicas(replicas)
                            .withReadyReplicas(ready)
                            .endStatus()
                            .build());
        }
    }

    @Override
    public void close() {
        ticker.shutdownNow();
    }
}
