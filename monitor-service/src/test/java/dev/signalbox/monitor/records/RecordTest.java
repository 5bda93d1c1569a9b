package dev.signalbox.monitor.records;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.feedback.FeedbackKind;
import dev.signalbox.api.sample.InferenceRecord;
import dev.signalbox.api.sample.RecordBatch;
import dev.signalbox.monitor.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class RecordTest {
    private static final ModelVersion ONE = new ModelVersion("1");
    private static final ModelVersion TWO = new ModelVersion("2");

    private final Instant start = Instant.now().minusSeconds(600).truncatedTo(ChronoUnit.MICROS);

    @Inject
    RecordIntake intake;

    @Inject
    RecordReader reader;

    @Inject
    ObjectMapper json;

    @Test
    void aRecordIsStoredOnceAndReadsBackAsItWas() throws JsonProcessingException {
        DeploymentName deployment = DeploymentName.parse("records/once");
        InferenceRecord record = new InferenceRecord(
                "request \u0000 \u2603",
                deployment,
                ONE,
                "server-1",
                start,
                1_234,
                2,
                Map.of("age", Arrays.asList(3L, null), "name", List.of("a\u0000b", "\"quoted\", \u00e9\ud83d\ude80")),
                Map.of("score", List.of(0.25, 1e300), "approved", List.of(true, false)),
                List.of("income"));

        assertThat(post(record)).isEqualTo("{\"stored\":1,\"duplicates\":0,\"dropped\":0}");
        assertThat(post(record)).isEqualTo("{\"stored\":0,\"duplicates\":1,\"dropped\":0}");

        List<JudgedRecord> found = judged(deployment, null);
        assertThat(found).hasSize(1);
        InferenceRecord stored = found.get(0).record();
        assertThat(stored.requestId()).isEqualTo("request \ufffd \u2603");
        assertThat(stored.inputs()).isEqualTo(record.inputs());
        assertThat(stored.outputs()).isEqualTo(record.outputs());
        assertThat(stored.withheld()).isEqualTo(record.withheld());
        assertThat(stored.at()).isEqualTo(start);
        assertThat(stored.latencyMicros()).isEqualTo(1_234);
    }

    @Test
    void concurrentOverlappingBatchesNeitherLoseNorDouble() throws Exception {
        DeploymentName deployment = DeploymentName.parse("records/concurrent");
        List<InferenceRecord> records = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            records.add(record(deployment, "r" + i, ONE, i));
            records.add(record(DeploymentName.parse("records/beside"), "r" + i, ONE, i));
        }
        List<Callable<RecordBatch.Receipt>> senders = new ArrayList<>();
        for (int sender = 0; sender < 16; sender++) {
            List<InferenceRecord> shuffled = new ArrayList<>(records);
            Collections.shuffle(shuffled, new Random(sender));
            List<InferenceRecord> batch = sender < 4 ? shuffled : shuffled.subList(0, 100);
            senders.add(() -> intake.take(RecordBatch.of(batch)));
        }
        int stored = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<RecordBatch.Receipt> receipt : threads.invokeAll(senders, 30, TimeUnit.SECONDS)) {
                stored += receipt.get().stored();
            }
        }

        assertThat(stored).isEqualTo(records.size());
        assertThat(judged(deployment, ONE)).hasSize(100);
    }

    @Test
    void theAnswersOfTwoVersionsToOneRequestArePaired() {
        DeploymentName deployment = DeploymentName.parse("records/pairs");
        intake.take(RecordBatch.of(List.of(
                record(deployment, "both-late", ONE, 20),
                record(deployment, "both", TWO, 11),
                record(deployment, "only-one", ONE, 12),
                record(deployment, "only-two", TWO, 13),
                record(deployment, "both", ONE, 10),
                record(deployment, "both", ONE, 15),
                record(deployment, "both-late", TWO, 30))));
        List<RecordPair> pairs = new ArrayList<>();

        reader.pairs(query(deployment, 100), ONE, TWO, pairs::add);

        assertThat(pairs)
                .extracting(
                        pair -> pair.one().requestId(),
                        pair -> pair.one().at(),
                        pair -> pair.other().at())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("both", start.plusSeconds(10), start.plusSeconds(11)),
                        org.assertj.core.groups.Tuple.tuple("both-late", start.plusSeconds(20), start.plusSeconds(30)));
        assertThat(pairs.get(0).one().version()).isEqualTo(ONE);
        assertThat(pairs.get(0).other().version()).isEqualTo(TWO);
        List<RecordPair> first = new ArrayList<>();
        reader.pairs(query(deployment, 1), TWO, ONE, first::add);
        assertThat(first).extracting(pair -> pair.other().requestId()).containsExactly("both");
    }

    @Test
    void recordsAreJoinedWithFeedbackThatCameBeforeOrAfterThem() {
        DeploymentName deployment = DeploymentName.parse("records/joined");
        feedback(deployment, "early", "label", "\"yes\"", start.plusSeconds(90));
        intake.take(RecordBatch.of(List.of(
                record(deployment, "early", ONE, 1),
                record(deployment, "late", TWO, 2),
                record(deployment, "never", ONE, 3))));
        feedback(deployment, "late", "label", "0.5", start.plusSeconds(80));
        feedback(deployment, "late", "decision", "true", start.plusSeconds(70));
        feedback(deployment, "unknown", "label", "\"no\"", start);

        List<JudgedRecord> found = judged(deployment, null);

        assertThat(found).extracting(judged -> judged.record().requestId()).containsExactly("early", "late", "never");
        assertThat(found.get(0).feedback()).hasSize(1);
        assertThat(found.get(0).feedback().get(0).value()).isEqualTo("yes");
        assertThat(found.get(1).feedback())
                .extracting(feedback -> feedback.kind())
                .containsExactly(FeedbackKind.DECISION, FeedbackKind.LABEL);
        assertThat(found.get(2).feedback()).isEmpty();
        assertThat(judged(deployment, TWO))
                .extracting(judged -> judged.record().requestId())
                .containsExactly("late");
    }

    @Test
    void impossibleTimesAreDroppedAndTheRestIsStored() {
        DeploymentName deployment = DeploymentName.parse("records/times");

        assertThat(intake.take(RecordBatch.of(List.of(
                        record(deployment, "now", ONE, 0),
                        record(deployment, "old", ONE, -Duration.ofDays(31).toSeconds()),
                        record(deployment, "ahead", ONE, Duration.ofHours(2).toSeconds())))))
                .isEqualTo(new RecordBatch.Receipt(1, 0, 2));
    }

    @Test
    void aBatchThatIsWrongIsRefusedAsAWhole() {
        given().contentType(ContentType.JSON)
                .body("{\"v\":1,\"records\":[{\"requestId\":\" \",\"deployment\":\"a/b\",\"version\":\"1\"}]}")
                .post("/v1/records")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("invalid-request"))
                .body("detail", containsString("record.requestId must not be blank"));
    }

    private List<JudgedRecord> judged(DeploymentName deployment, ModelVersion version) {
        List<JudgedRecord> found = new ArrayList<>();
        reader.judged(query(deployment, 1_000), version, found::add);
        return found;
    }

    private RecordQuery query(DeploymentName deployment, int most) {
        return new RecordQuery(deployment, start, start.plusSeconds(900), most);
    }

    private InferenceRecord record(DeploymentName deployment, String id, ModelVersion version, long second) {
        return new InferenceRecord(
                id,
                deployment,
                version,
                "server-" + second,
                start.plusSeconds(second),
                100,
                1,
                Map.of("x", List.of(second)),
                Map.of("y", List.of("no")),
                List.of());
    }

    private String post(InferenceRecord record) throws JsonProcessingException {
        return given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(RecordBatch.of(List.of(record))))
                .post("/v1/records")
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    private static void feedback(DeploymentName deployment, String id, String kind, String value, Instant at) {
        given().contentType(ContentType.JSON)
                .queryParam("deployment", deployment.toString())
                .body("{\"requestId\":\"%s\",\"kind\":\"%s\",\"value\":%s,\"at\":\"%s\"}"
                        .formatted(id, kind, value, at))
                .post("/v1/feedback")
                .then()
                .statusCode(202);
    }
}
