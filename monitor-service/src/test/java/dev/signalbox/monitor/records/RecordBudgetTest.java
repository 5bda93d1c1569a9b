package dev.signalbox.monitor.records;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.sample.InferenceRecord;
import dev.signalbox.api.sample.RecordBatch;
import dev.signalbox.monitor.PostgresResource;
import dev.signalbox.monitor.access.AccessTest;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(AccessTest.Guarded.class)
@QuarkusTestResource(PostgresResource.class)
class RecordBudgetTest {
    @Inject
    RecordIntake intake;

    @Inject
    RecordReader reader;

    @Test
    void theOldestRecordsMakeRoomAndOtherDeploymentsAreLeftAlone() {
        DeploymentName full = DeploymentName.parse("budget/full");
        DeploymentName beside = DeploymentName.parse("budget/beside");
        intake.take(RecordBatch.of(records(beside, 0, 50)));
        for (int from = 0; from < 500; from += 50) {
            intake.take(RecordBatch.of(records(full, from, 50)));
        }

        List<JudgedRecord> kept = all(full);
        assertThat(kept.size()).isBetween(100, 150);
        assertThat(kept.getLast().record().requestId()).isEqualTo("r499");
        assertThat(kept.getFirst().record().requestId()).isEqualTo("r%03d".formatted(500 - kept.size()));
        assertThat(all(beside)).hasSize(50);
    }

    private List<JudgedRecord> all(DeploymentName deployment) {
        List<JudgedRecord> found = new ArrayList<>();
        reader.judged(
                new RecordQuery(deployment, Instant.EPOCH, Instant.now().plusSeconds(60), 1_000), null, found::add);
        return found;
    }

    private static List<InferenceRecord> records(DeploymentName deployment, int from, int count) {
        Instant now = Instant.now();
        List<InferenceRecord> records = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            records.add(new InferenceRecord(
                    "r%03d".formatted(i),
                    deployment,
                    new ModelVersion("1"),
                    "s",
                    now.minusSeconds(10_000 - i),
                    100,
                    1,
                    Map.of("x", List.of((long) i)),
                    Map.of(),
                    List.of()));
        }
        return records;
    }
}
