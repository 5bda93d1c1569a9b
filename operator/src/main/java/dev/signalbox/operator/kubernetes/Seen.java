package dev.signalbox.operator.kubernetes;

import dev.signalbox.operator.machine.Address;
import dev.signalbox.operator.machine.VersionFacts;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a version's objects say about it; no client, no clock. */
final class Seen {
    /* The model server's word for: trying again will not help. */
    private static final int CANNOT_LOAD = 3;

    private static final Set<String> IMAGE_ERRORS =
            Set.of("ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "ImageInspectError");

    private Seen() {}

    static VersionFacts version(Deployment deployment, List<Pod> pods) {
        Map<String, String> annotations = deployment.getMetadata().getAnnotations();
        Integer replicas = deployment.getSpec().getReplicas();
        int desired = replicas == null ? 1 : replicas;
        return new VersionFacts(
                annotations == null ? "" : annotations.getOrDefault(Labels.FINGERPRINT, ""),
                desired,
                ready(deployment, desired),
                new Address.OfService(deployment.getMetadata().getName(), Desired.PORT),
                failure(pods));
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

    private static VersionFacts.@Nullable Failure failure(List<Pod> pods) {
        int crashes = 0;
        String message = null;
        boolean permanent = false;
        for (Pod pod : pods) {
            for (ContainerStatus container : containers(pod)) {
                crashes += number(container.getRestartCount());
                ContainerStateTerminated ended = terminated(container);
                String image = imageError(container.getState());
                if (ended != null && number(ended.getExitCode()) != 0) {
                    permanent |= number(ended.getExitCode()) == CANNOT_LOAD;
                    message = text(ended);
                }
                if (image != null) {
                    permanent = true;
                    message = image;
                }
            }
        }
        return message == null ? null : new VersionFacts.Failure(crashes, message, permanent);
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

    private static @Nullable String imageError(@Nullable ContainerState state) {
        ContainerStateWaiting waiting = state == null ? null : state.getWaiting();
        if (waiting == null || !IMAGE_ERRORS.contains(waiting.getReason())) {
            return null;
        }
        String detail = waiting.getMessage();
        return waiting.getReason() + (detail == null ? "" : ": " + cut(detail));
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
