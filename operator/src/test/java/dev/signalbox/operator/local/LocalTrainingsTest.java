package dev.signalbox.operator.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.local.folder.MeshFolder;
import dev.signalbox.operator.local.process.TrainingRuns;
import dev.signalbox.operator.plan.ModelArtifact;
import dev.signalbox.operator.plan.RetrainingRules.Trainer;
import dev.signalbox.operator.plan.ServerPlan;
import dev.signalbox.operator.retraining.Training;
import dev.signalbox.operator.retraining.TrainingFacts;
import dev.signalbox.operator.retraining.TrainingKey;
import dev.signalbox.operator.retraining.TrainingOrder;
import dev.signalbox.operator.retraining.TrainingTrigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings as processes of this machine; each plays a trainer by a line of shell. */
class LocalTrainingsTest {
    private static final DeploymentName LOAN = DeploymentName.parse("default/loan");
    private static final TrainingKey KEY = new TrainingKey(new ModelVersion("1-new"), 1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path temp;

    private final Set<DeploymentName> told = ConcurrentHashMap.newKeySet();
    private TrainingRuns runs;

    @BeforeEach
    void begin() {
        runs = runs();
    }

    @AfterEach
    void end() throws IOException {
        runs.stop(LOAN, KEY);
    }

    /** As an operator that starts finds them. */
    private TrainingRuns runs() {
        ObjectMapper json = new ObjectMapper()
                .registerModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
        TrainingRuns opened = new TrainingRuns(folder(), json, 4_096, Clock.systemUTC());
        opened.start(told::add);
        return opened;
    }

    private MeshFolder folder() {
        return new MeshFolder(temp.resolve("mesh"));
    }

    private LocalTrainings trainings(List<String> usual, String monitor) {
        return new LocalTrainings(runs, folder(), new LocalSettings.Trainers(usual, monitor, "a-token"));
    }

    private static Trainer trainer(String shell) {
        List<String> command = shell == null ? null : List.of("/bin/sh", "-c", shell);
        return new Trainer(command, ServerPlan.Fragment.NONE, Map.of("epochs", "7"), null);
    }

    private void train(String shell) throws IOException {
        Files.createDirectories(folder().root());
        trainings(null, "http://127.0.0.1:9").start(LOAN, new TrainingOrder(training(), trainer(shell), PATIENCE));
    }

    private static Training training() {
        return new Training(
                KEY.version(),
                new ModelArtifact(new ModelVersion("1"), "/models/1", null),
                new TrainingTrigger(TrainingTrigger.Kind.Command, "a person asked for it"),
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(60),
                1,
                null);
    }

    private TrainingFacts.Ended ended() {
        await().atMost(PATIENCE).until(() -> runs.facts(LOAN).get(KEY) instanceof TrainingFacts.Ended);
        return (TrainingFacts.Ended) facts();
    }

    private TrainingFacts facts() {
        try {
            return runs.facts(LOAN).get(KEY);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static final String REPORTS =
            "echo '{\"version\": \"1-new\", \"uri\": \"'$SIGNALBOX_OUT'\", \"rows\": '$SIGNALBOX_TRAIN_EPOCHS', \"summary\":"
                    + " \"'$SIGNALBOX_TOKEN'\"}' > \"$SIGNALBOX_REPORT\"; ";

    @Test
    void aTrainingEndsWithItsStatusAndItsReportAndTheOperatorIsTold() throws IOException {
        train(REPORTS + "echo done");

        TrainingFacts.Ended end = ended();
        assertThat(end.exitCode()).isZero();
        assertThat(end.result().uri())
                .isEqualTo(folder().models(LOAN).resolve("1-new").toString());
        assertThat(end.result().rows()).isEqualTo(7);
        assertThat(end.result().summary()).isEqualTo("a-token");
        assertThat(end.lastWords()).isEqualTo("done");
        await().atMost(PATIENCE).until(() -> told.contains(LOAN));
    }

    @Test
    void oneThatFailsLeavesItsLastWords() throws IOException {
        train("echo too few rows >&2; exit 2");

        TrainingFacts.Ended end = ended();
        assertThat(end.exitCode()).isEqualTo(2);
        assertThat(end.result()).isNull();
        assertThat(end.lastWords()).isEqualTo("too few rows");
    }

    @Test
    void startedTwiceItRunsOnceAndAnotherOperatorFindsItAndItsEnd() throws IOException {
        Path go = temp.resolve("go");
        String waits = "echo begun; while [ ! -e " + go + " ]; do sleep 0.05; done; " + REPORTS;
        train(waits);
        train(waits);
        assertThat(facts()).isEqualTo(new TrainingFacts.Running(null));

        runs = runs();
        assertThat(runs.deployments()).containsExactly(LOAN);
        train(waits);
        assertThat(facts()).isEqualTo(new TrainingFacts.Running(null));
        Files.createFile(go);

        TrainingFacts.Ended end = ended();
        assertThat(end.exitCode()).isZero();
        assertThat(end.lastWords()).isEqualTo("begun");
    }

    @Test
    void oneThatIsStoppedIsEndedWithAllThatItStarted() throws IOException {
        Path pid = temp.resolve("pid");
        train("sleep 300 & echo $! > " + pid + "; wait");
        await().atMost(PATIENCE).until(() -> Files.exists(pid) && Files.size(pid) > 1);
        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();

        runs.stop(LOAN, KEY);

        await().atMost(PATIENCE).until(() -> !child.isAlive());
        assertThat(facts()).isNull();
    }

    @Test
    void aReportThatIsNoneAndOneThatIsTooLongAreNone() throws IOException {
        train("head -c 100000 /dev/zero | tr '\\0' 'x' > \"$SIGNALBOX_REPORT\"");

        assertThat(ended().result()).isNull();
    }

    @Test
    void whatCannotBeTrainedHereIsSaidBeforehand() {
        assertThat(trainings(null, null).refusal(trainer("true")))
                .contains("signalbox.operator.monitor is not set: there is nothing to learn from");
        assertThat(trainings(null, "http://m").refusal(trainer(null)))
                .contains("spec.retraining.command is not given, and signalbox.operator.local.trainer is not set");
        assertThat(trainings(List.of("train"), "http://m").refusal(trainer(null)))
                .isEmpty();
        assertThat(trainings(List.of("train"), "http://m")
                        .refusal(new Trainer(null, ServerPlan.Fragment.NONE, Map.of(), "s3://models/loan")))
                .contains("spec.retraining.out must be a folder of this machine, but is \"s3://models/loan\"");
        assertThat(trainings(List.of("train"), "http://m")
                        .refusal(new Trainer(
                                null,
                                new ServerPlan.Fragment("image", Map.of(), Map.of(), null, null),
                                Map.of(),
                                null)))
                .contains("spec.retraining.job: there are pods on Kubernetes only");
    }
}
