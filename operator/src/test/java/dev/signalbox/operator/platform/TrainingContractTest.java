package dev.signalbox.operator.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.plan.ModelArtifact;
import dev.signalbox.operator.plan.RetrainingRules;
import dev.signalbox.operator.plan.ServerPlan;
import dev.signalbox.operator.retraining.Training;
import dev.signalbox.operator.retraining.TrainingOrder;
import dev.signalbox.operator.retraining.TrainingResult;
import dev.signalbox.operator.retraining.TrainingTrigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingContractTest {
    private static final ModelVersion NEXT = new ModelVersion("2-20260131120000");

    private static TrainingOrder order() {
        return new TrainingOrder(
                new Training(
                        NEXT,
                        new ModelArtifact(new ModelVersion("2"), "pvc://models/loan/2", null),
                        new TrainingTrigger(TrainingTrigger.Kind.Command, "a person asked for it"),
                        Instant.parse("2026-01-01T12:00:00Z"),
                        Instant.parse("2026-01-31T12:00:00Z"),
                        1,
                        null),
                new RetrainingRules.Trainer(
                        null, ServerPlan.Fragment.NONE, Map.of("learning-rate", "0.01"), "pvc://models/loan"),
                Duration.ofHours(1));
    }

    @Test
    void aTrainerIsToldWhatToMakeOfWhatAndWhere() {
        Map<String, String> environment = TrainingContract.environment(
                DeploymentName.parse("bank/loan"),
                order(),
                new TrainingContract.Places(
                        "http://monitor:8080/", TrainingContract.folder("pvc://models/loan/", NEXT), "/r"));

        assertThat(environment)
                .containsEntry("SIGNALBOX_DEPLOYMENT", "bank/loan")
                .containsEntry("SIGNALBOX_STABLE_VERSION", "2")
                .containsEntry("SIGNALBOX_STABLE_URI", "pvc://models/loan/2")
                .doesNotContainKey("SIGNALBOX_STABLE_SHA256")
                .containsEntry("SIGNALBOX_NEW_VERSION", "2-20260131120000")
                .containsEntry(
                        "SIGNALBOX_EXPORT_URL",
                        "http://monitor:8080/v1/deployments/bank/loan/training?from=2026-01-01T12:00:00Z&until=2026-01-31T12:00:00Z")
                .containsEntry("SIGNALBOX_OUT", "pvc://models/loan/2-20260131120000")
                .containsEntry("SIGNALBOX_REPORT", "/r")
                .containsEntry("SIGNALBOX_TRAIN_LEARNING_RATE", "0.01");
    }

    /** What it is told stands on the trainer's page. */
    @Test
    void everyVariableStandsOnTheTrainersPage() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "reference", "trainer.md"));

        TrainingContract.environment(
                        DeploymentName.parse("bank/loan"),
                        order(),
                        new TrainingContract.Places("http://m", "/out", "/r"))
                .keySet()
                .forEach(variable -> assertThat(page).contains("`" + variable + "`"));
    }

    @Test
    void aReportIsRead() {
        TrainingResult read = TrainingContract.report("""
                {"version": "5", "uri": "file:/models/5/", "sha256": "ab", "baseline": true, "rows": 1000,
                "evaluation": {"stable": {"accuracy": 0.51, "n": 246}, "candidate": {"accuracy": 0.83, "n": 246}},
                "summary": "better"}""").orElseThrow();

        assertThat(read)
                .isEqualTo(new TrainingResult(
                        new ModelVersion("5"),
                        "file:/models/5/",
                        "ab",
                        true,
                        1_000,
                        new TrainingResult.Figures(0.51, 0.83, 246),
                        "better"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "killed", "[]", "null", "{\"uri\": \"/m\"}", "{\"version\": \"a b\"}", "{\"version\": \"5\""
            })
    void whatIsNoReportIsNone(String text) {
        assertThat(TrainingContract.report(text)).isEmpty();
    }
}
