package dev.signalbox.operator.kubernetes;

import dev.signalbox.operator.machine.Address;
import dev.signalbox.operator.machine.VersionFacts;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a version's objects say about it; no client, no clock. */
final class Seen {
    /* The model server's word for: trying again will not help. */
    private static final int CANNOT_LOAD = 3;

    /* What the node gives up on, or goes on with ever more seldom. */
    private static final Set<String> HOPELESS =
            Set.of("ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "ImageInspectError");

    /* What may be gone at the next try. */
    private static final Set<String> STARTING_ERRORS = Set.of(
            "ErrImagePull", "CreateContainerConfigError", "CreateContainerError", "RunContainerError", "StartError");

    private Seen() {}

    /** What time it is, and how long a pod may wait for room on a node before that counts as never coming. */
    record Patience(Instant now, Duration forRoom) {
        private boolean over(@Nullable String since) {
            return since != null && !Instant.parse(since).plus(forRoom).isAfter(now);
        }
    }

    /** The facts; {@code asWritten} is false where somebody else has changed or removed what the operator wrote. */
    static VersionFacts version(Deployment deployment, List<Pod> pods, boolean asWritten, Patience patience) {
        return version(deployment, pods, asWritten, replicas(deployment), patience);
    }

    /** The same of one that must have so many instances, though the autoscaler may not have seen to that yet, or may ask for more. */
    static VersionFacts version(
            Deployment deployment, List<Pod> pods, boolean asWritten, int needed, Patience patience) {
        int desired = Math.max(needed, replicas(deployment));
        int ready = ready(deployment, desired);
        return new VersionFacts(
                asWritten ? fingerprint(deployment) : "",
                desired,
                ready,
                new Address.OfService(deployment.getMetadata().getName(), Desired.PORT),
                failure(pods, ready < needed ? patience : null));
    }

    private static int replicas(Deployment deployment) {
        Integer replicas = deployment.getSpec().getReplicas();
        return replicas == null ? 1 : replicas;
    }

    /** Where a pod listens. */
    static URI address(Pod pod) {
        String ip = String.valueOf(pod.getStatus().getPodIP());
        int port = pod.getSpec().getContainers().stream()
                .flatMap(container -> container.getPorts().stream())
                .filter(p -> "http".equals(p.getName()))
                .map(ContainerPort::getContainerPort)
                .findFirst()
                .orElse(Desired.PORT);
        return URI.create("http://" + (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + port);
    }

    /** Of which version spec it was made; empty where it does not say. */
    static String fingerprint(Deployment deployment) {
        Map<String, String> annotations = deployment.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(Labels.FINGERPRINT, "");
    }

    /* While pods are replaced, the old ones still serve, but not all is as it was asked for. */
    private static int ready(Deployment deployment, int desired) {
        DeploymentStatus status = deployment.getStatus();
        if (status == null) {
            return 0;
        }
        int ready = number(status.getReadyReplicas());
        Long generation = deployment.getMetadata().getGeneration();
        Long observed = status.getObservedGeneration();
        boolean current = generation == null || (observed != null && observed >= generation);
        boolean replaced = current && number(status.getUpdatedReplicas()) >= desired;
        return replaced ? Math.min(ready, desired) : Math.min(ready, Math.max(1, desired - 1));
    }

    private static int number(@Nullable Integer given) {
        return given == null ? 0 : given;
    }

    /* Without patience, room is not what is missing. */
    private static VersionFacts.@Nullable Failure failure(List<Pod> pods, @Nullable Patience patience) {
        int crashes = 0;
        String message = null;
        boolean permanent = false;
        for (Pod pod : pods) {
            PodCondition homeless = unschedulable(pod);
            if (homeless != null) {
                permanent |= patience != null && patience.over(homeless.getLastTransitionTime());
                message = text(
                        homeless.getReason() == null ? "Unschedulable" : homeless.getReason(), homeless.getMessage());
            }
            for (ContainerStatus container : containers(pod)) {
                crashes += number(container.getRestartCount());
                ContainerStateTerminated ended = terminated(container);
                ContainerStateWaiting waiting = waiting(container);
                String reason = waiting == null ? "" : String.valueOf(waiting.getReason());
                if (ended != null && (number(ended.getExitCode()) != 0 || reason.equals("CrashLoopBackOff"))) {
                    permanent |= number(ended.getExitCode()) == CANNOT_LOAD;
                    message = text(ended);
                }
                if (waiting != null && (HOPELESS.contains(reason) || STARTING_ERRORS.contains(reason))) {
                    permanent |= HOPELESS.contains(reason);
                    message = text(reason, waiting.getMessage());
                }
            }
        }
        return message == null ? null : new VersionFacts.Failure(crashes, message, permanent);
    }

    /* Room may come: a node that is added, a pod that goes. It is waited for, but not for ever. */
    private static @Nullable PodCondition unschedulable(Pod pod) {
        if (pod.getStatus() == null
                || pod.getStatus().getConditions() == null
                || !containers(pod).isEmpty()) {
            return null;
        }
        return pod.getStatus().getConditions().stream()
                .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
                .findFirst()
                .orElse(null);
    }

    private static List<ContainerStatus> containers(Pod pod) {
        return pod.getStatus() == null || pod.getStatus().getContainerStatuses() == null
                ? List.of()
                : pod.getStatus().getContainerStatuses();
    }

    private static @Nullable ContainerStateTerminated terminated(ContainerStatus container) {
        ContainerState now = container.getState();
        ContainerState before = container.getLastState();
        if (now != null && now.getTerminated() != null) {
            return now.getTerminated();
        }
        return before == null ? null : before.getTerminated();
    }

    private static @Nullable ContainerStateWaiting waiting(ContainerStatus container) {
        ContainerState state = container.getState();
        return state == null ? null : state.getWaiting();
    }

    private static String text(String reason, @Nullable String detail) {
        return reason + (detail == null || detail.isBlank() ? "" : ": " + cut(detail.strip()));
    }

    private static String text(ContainerStateTerminated ended) {
        String said = ended.getMessage();
        String how = "exit code " + ended.getExitCode()
                + (ended.getReason() == null || ended.getReason().equals("Error") ? "" : ", " + ended.getReason());
        return said == null || said.isBlank() ? how : cut(said.strip()) + " (" + how + ")";
    }

    private static String cut(String text) {
        return text.length() <= 400 ? text : text.substring(0, 400) + "...";
    }
}
