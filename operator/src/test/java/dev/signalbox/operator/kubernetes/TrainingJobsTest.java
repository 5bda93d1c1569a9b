package dev.signalbox.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.plan.ModelArtifact;
import dev.signalbox.operator.plan.RetrainingRules.Trainer;
import dev.signalbox.operator.plan.ServerPlan;
import dev.signalbox.operator.retraining.Training;
import dev.signalbox.operator.retraining.TrainingFacts;
import dev.signalbox.operator.retraining.TrainingKey;
import dev.signalbox.operator.retraining.TrainingOrder;
import dev.signalbox.operator.retraining.TrainingResult;
import dev.signalbox.operator.retraining.TrainingTrigger;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The Job of a training, and what is made of what it and its pod say. */
class TrainingJobsTest {
    private static final DeploymentName LOAN = DeploymentName.parse("bank/loan");
    private static final TrainingKey KEY = new TrainingKey(new ModelVersion("2-20260131120000"), 3);
    private static final TrainingJob.Settings SETTINGS =
            new TrainingJob.Settings("signalbox/trainer:test", "http://monitor:8080", "trainer-token");

    private static TrainingOrder order(String out) {
        return new TrainingOrder(
                new Training(
                        KEY.version(),
                        new ModelArtifact(new ModelVersion("2"), "pvc://first.claim/loan/2", null),
                        new TrainingTrigger(TrainingTrigger.Kind.Command, "a person asked for it"),
                        Instant.EPOCH,
                        Instant.EPOCH.plusSeconds(60),
                        KEY.attempt(),
                        null),
                new Trainer(
                        null,
                        new ServerPlan.Fragment(null, Map.of(), Map.of("memory", "1Gi"), null, null),
                        Map.of(),
                        out),
                Duration.ofMinutes(30));
    }

    private static Job job(String out) {
        return TrainingJob.of(new Desired.Owner(LOAN, "an-uid"), order(out), SETTINGS);
    }

    @Test
    void aTryIsAPodThatIsNotStartedAgainAndMayDoNothingButTrain() {
        Job job = job("pvc://models/loan");

        assertThat(job.getMetadata().getNamespace()).isEqualTo("bank");
        assertThat(job.getMetadata().getOwnerReferences()).hasSize(1);
        assertThat(TrainingJob.key(job)).contains(KEY);
        assertThat(job.getSpec().getBackoffLimit()).isZero();
        assertThat(job.getSpec().getActiveDeadlineSeconds()).isEqualTo(1_800);
        var pod = job.getSpec().getTemplate().getSpec();
        assertThat(pod.getRestartPolicy()).isEqualTo("Never");
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        var container = pod.getContainers().getFirst();
        assertThat(container.getImage()).isEqualTo("signalbox/trainer:test");
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getResources().getLimits().get("memory")).hasToString("1Gi");
        assertThat(container.getTerminationMessagePath())
                .isEqualTo(environment(job).get("SIGNALBOX_REPORT"));
        assertThat(environment(job)).containsEntry("SIGNALBOX_OUT", "pvc://models/loan/2-20260131120000");
        assertThat(container.getEnv())
                .filteredOn(variable -> variable.getName().equals("SIGNALBOX_TOKEN"))
                .singleElement()
                .satisfies(token -> assertThat(
                                token.getValueFrom().getSecretKeyRef().getName())
                        .isEqualTo("trainer-token"));
    }

    @Test
    void theClaimOfTheStableVersionIsReadAndThatOfTheNewOneIsWritten() {
        var pod = job("pvc://models/loan").getSpec().getTemplate().getSpec();
        assertThat(pod.getVolumes())
                .filteredOn(volume -> volume.getPersistentVolumeClaim() != null)
                .extracting(volume -> volume.getPersistentVolumeClaim().getClaimName() + " "
                        + volume.getPersistentVolumeClaim().getReadOnly())
                .containsExactlyInAnyOrder("first.claim true", "models false");
        assertThat(pod.getContainers().getFirst().getVolumeMounts())
                .extracting(mount -> mount.getMountPath() + " " + mount.getReadOnly())
                .contains("/mnt/claims/first.claim true", "/mnt/claims/models false");

        assertThat(job("pvc://first.claim/loan")
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getVolumes())
                .filteredOn(volume -> volume.getPersistentVolumeClaim() != null)
                .singleElement()
                .satisfies(
                        volume -> assertThat(volume.getPersistentVolumeClaim().getReadOnly())
                                .isFalse());
    }

    private static Map<String, String> environment(Job job) {
        return job.getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv().stream()
                .filter(variable -> variable.getValue() != null)
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
    }

    static Arguments[] whatIsSeen() {
        String report = "{\\\"version\\\": \\\"5\\\", \\\"uri\\\": \\\"/m/5\\\", \\\"summary\\\": \\\"better\\\"}";
        TrainingResult result = new TrainingResult(new ModelVersion("5"), "/m/5", null, false, 0, null, "better");
        return new Arguments[] {
            argumentSet("it has no pod yet", "", null, new TrainingFacts.Running(null)),
            argumentSet(
                    "it runs",
                    "",
                    "containerStatuses: [{name: trainer, state: {running: {}}}]",
                    new TrainingFacts.Running(null)),
            argumentSet(
                    "it has no node",
                    "",
                    "conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message: no room}]",
                    new TrainingFacts.Running("Unschedulable: no room")),
            argumentSet(
                    "it has no image",
                    "",
                    "containerStatuses: [{name: trainer, state: {waiting: {reason: ErrImagePull}}}]",
                    new TrainingFacts.Running("ErrImagePull")),
            argumentSet(
                    "its report is its last word",
                    "",
                    "containerStatuses: [{name: trainer, state: {terminated: {exitCode: 0, message: \"" + report
                            + "\"}}}]",
                    new TrainingFacts.Ended(0, result, report.replace("\\", ""))),
            argumentSet(
                    "it was killed",
                    "conditions: [{type: Failed, status: 'True', reason: BackoffLimitExceeded}]",
                    "containerStatuses: [{name: trainer, state: {terminated: {exitCode: 137, reason: OOMKilled}}}]",
                    new TrainingFacts.Ended(137, null, "OOMKilled")),
            argumentSet(
                    "another container's end is not its",
                    "",
                    "containerStatuses: [{name: proxy, state: {terminated: {exitCode: 1}}}]",
                    new TrainingFacts.Running(null)),
            argumentSet(
                    "the Job took too long",
                    "conditions: [{type: Failed, status: 'True', reason: DeadlineExceeded, message: Job was active too long}]",
                    null,
                    new TrainingFacts.Ended(null, null, "Job was active too long")),
            argumentSet(
                    "the Job is complete and the watch of its pod is behind",
                    "conditions: [{type: Complete, status: 'True'}]",
                    "containerStatuses: [{name: trainer, state: {running: {}}}]",
                    new TrainingFacts.Running(null)),
        };
    }

    @ParameterizedTest
    @MethodSource("whatIsSeen")
    void whatTheJobAndItsPodSayIsWhatIsSeen(String jobStatus, String podStatus, TrainingFacts facts) {
        Job job = job("pvc://models/loan");
        job.setStatus(Serialization.unmarshal("status: {" + jobStatus + "}", Job.class)
                .getStatus());
        Pod pod = Serialization.unmarshal("status: {" + (podStatus == null ? "" : podStatus) + "}", Pod.class);
        pod.setMetadata(job.getMetadata());

        assertThat(TrainingJobs.facts(List.of(job), podStatus == null ? List.of() : List.of(pod)))
                .containsExactlyEntriesOf(Map.of(KEY, facts));
    }

    @Test
    void whatCannotBeTrainedHereIsSaidBeforehand() {
        var client = new KubernetesClientBuilder().build();
        TrainingJobs jobs = new TrainingJobs(client, SETTINGS);

        assertThat(jobs.refusal(order("pvc://models/loan").trainer())).isEmpty();
        assertThat(jobs.refusal(order(null).trainer()))
                .contains("spec.retraining.out is required on Kubernetes: where versions are written");
        assertThat(jobs.refusal(order("/models").trainer()))
                .contains(
                        "spec.retraining.out must be pvc://claim/path for the trainer's own image, but is \"/models\"");
        assertThat(jobs.refusal(new Trainer(List.of("sh"), ServerPlan.Fragment.NONE, Map.of(), "pvc://m")))
                .contains("spec.retraining.command: on Kubernetes a pod trains, see spec.retraining.job");
        assertThat(new TrainingJobs(client, new TrainingJob.Settings("image", null, null))
                        .refusal(order("pvc://models/loan").trainer()))
                .contains("signalbox.operator.monitor is not set: there is nothing to learn from");
        client.close();
    }
}
