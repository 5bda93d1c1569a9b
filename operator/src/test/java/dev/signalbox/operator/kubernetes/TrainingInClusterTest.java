package dev.signalbox.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.plan.ModelArtifact;
import dev.signalbox.operator.plan.RetrainingRules.Trainer;
import dev.signalbox.operator.plan.ServerPlan;
import dev.signalbox.operator.resource.ModelDeployment;
import dev.signalbox.operator.retraining.Training;
import dev.signalbox.operator.retraining.TrainingFacts;
import dev.signalbox.operator.retraining.TrainingKey;
import dev.signalbox.operator.retraining.TrainingOrder;
import dev.signalbox.operator.retraining.TrainingTrigger;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Job of a training, as a real API server takes it and its controllers carry it out. */
class TrainingInClusterTest {
    @RegisterExtension
    static final TestCluster CLUSTER = new TestCluster();

    private static final DeploymentName LOAN = DeploymentName.parse("default/trained-loan");
    private static final TrainingKey KEY = new TrainingKey(new ModelVersion("2-20260131120000"), 1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private TrainingJobs jobs;
    private Desired.Owner owner;

    @BeforeEach
    void begin() {
        jobs = new TrainingJobs(
                CLUSTER.client(),
                new TrainingJob.Settings("signalbox/trainer:test", "http://monitor", "trainer-token"));
        ModelDeployment resource = new ModelDeployment();
        resource.setMetadata(new ObjectMetaBuilder()
                .withName(LOAN.name())
                .withNamespace(LOAN.namespace())
                .build());
        resource.setSpec(new ModelDeploymentSpec(
                new ModelDeploymentSpec.Model("2", "pvc://models/loan/2", null), null, null, null, null));
        owner = new Desired.Owner(
                LOAN, CLUSTER.client().resource(resource).create().getMetadata().getUid());
    }

    @AfterEach
    void end() {
        CLUSTER.client()
                .resources(ModelDeployment.class)
                .inNamespace(LOAN.namespace())
                .withName(LOAN.name())
                .delete();
        jobs.stop(LOAN, KEY);
    }

    private static TrainingOrder order() {
        return new TrainingOrder(
                new Training(
                        KEY.version(),
                        new ModelArtifact(new ModelVersion("2"), "pvc://models/loan/2", null),
                        new TrainingTrigger(TrainingTrigger.Kind.Command, "a person asked for it"),
                        Instant.EPOCH,
                        Instant.EPOCH.plusSeconds(60),
                        KEY.attempt(),
                        null),
                new Trainer(null, ServerPlan.Fragment.NONE, Map.of(), "pvc://models/loan"),
                Duration.ofMinutes(30));
    }

    private static List<Job> all() {
        return CLUSTER.client()
                .batch()
                .v1()
                .jobs()
                .inNamespace(LOAN.namespace())
                .withLabel(Labels.DEPLOYMENT, LOAN.name())
                .list()
                .getItems();
    }

    private static List<Pod> pods() {
        return CLUSTER.client()
                .pods()
                .inNamespace(LOAN.namespace())
                .withLabel(Labels.DEPLOYMENT, LOAN.name())
                .list()
                .getItems();
    }

    @Test
    void startedTwiceItIsOneAndStoppedItIsGoneWithItsPod() {
        jobs.start(owner, order());
        jobs.start(owner, order());

        assertThat(all()).hasSize(1);
        assertThat(TrainingJobs.facts(all(), pods()).get(KEY)).isInstanceOf(TrainingFacts.Running.class);
        Assumptions.assumeTrue(CLUSTER.controllers(), "nobody makes pods of Jobs there");
        await().atMost(PATIENCE).until(() -> pods().size() == 1);
        assertThat(pods().getFirst().getMetadata().getLabels()).containsEntry(Labels.TRAINING, KEY.toString());

        jobs.stop(LOAN, KEY);

        await().atMost(PATIENCE).until(() -> all().isEmpty() && pods().isEmpty());
    }
}
