package dev.signalbox.operator.kubernetes;

import dev.signalbox.operator.platform.TrainingContract;
import dev.signalbox.operator.retraining.TrainingFacts;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a training's Job and its pod say about it; no client, no clock. */
final class TrainingSeen {
    private TrainingSeen() {}

    /* A pod that has ended says more than its Job does. Where the Job has ended and its pod is known and has not, the watch of pods is
     * behind: what it says is waited for. */
    static TrainingFacts facts(Job job, List<Pod> pods) {
        Optional<ContainerStateTerminated> end = containers(pods)
                .map(ContainerStatus::getState)
                .filter(Objects::nonNull)
                .map(ContainerState::getTerminated)
                .filter(Objects::nonNull)
                .findFirst();
        Optional<JobCondition> over = over(job);
        if (end.isPresent()) {
            ContainerStateTerminated ended = end.get();
            String message = ended.getMessage();
            return new TrainingFacts.Ended(
                    ended.getExitCode(),
                    TrainingContract.report(message).orElse(null),
                    message == null || message.isBlank() ? ended.getReason() : message);
        }
        boolean succeeded =
                over.map(condition -> !"Failed".equals(condition.getType())).orElse(false);
        if (over.isEmpty() || (succeeded && !pods.isEmpty())) {
            return new TrainingFacts.Running(waits(pods));
        }
        String why = over.get().getMessage();
        return new TrainingFacts.Ended(
                succeeded ? Integer.valueOf(0) : null,
                null,
                why == null ? over.get().getReason() : why);
    }

    private static Optional<JobCondition> over(Job job) {
        return job.getStatus() == null || job.getStatus().getConditions() == null
                ? Optional.empty()
                : job.getStatus().getConditions().stream()
                        .filter(c -> "True".equals(c.getStatus()))
                        .filter(c -> "Complete".equals(c.getType()) || "Failed".equals(c.getType()))
                        .findFirst();
    }

    private static Stream<ContainerStatus> containers(List<Pod> pods) {
        return pods.stream()
                .map(Pod::getStatus)
                .filter(status -> status != null && status.getContainerStatuses() != null)
                .flatMap(status -> status.getContainerStatuses().stream())
                .filter(container -> TrainingJob.CONTAINER.equals(container.getName()));
    }

    /* A pod without a node, or without its image, is no training yet. */
    private static @Nullable String waits(List<Pod> pods) {
        Optional<String> waiting = containers(pods)
                .map(ContainerStatus::getState)
                .filter(state -> state != null && state.getWaiting() != null)
                .map(state ->
                        text(state.getWaiting().getReason(), state.getWaiting().getMessage()))
                .findFirst();
        return waiting.or(() -> pods.stream()
                        .map(Pod::getStatus)
                        .filter(status -> status != null && status.getConditions() != null)
                        .flatMap(status -> status.getConditions().stream())
                        .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
                        .map((PodCondition c) -> text(c.getReason(), c.getMessage()))
                        .findFirst())
                .orElse(null);
    }

    private static String text(@Nullable String reason, @Nullable String message) {
        return reason + (message == null || message.isBlank() ? "" : ": " + message.strip());
    }
}
