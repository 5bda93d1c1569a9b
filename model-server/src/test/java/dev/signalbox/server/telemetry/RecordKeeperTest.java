package dev.signalbox.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.sample.InferenceRecord;
import dev.signalbox.api.sample.RequestSample;
import dev.signalbox.api.telemetry.spool.MemorySpool;
import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.InputKind;
import dev.signalbox.server.signature.Output;
import dev.signalbox.server.signature.Shape;
import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.InputTensor;
import dev.signalbox.server.tensor.OutputTensor;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordKeeperTest {
    private static final Input AGE = new Input("age", Datatype.FP32, Shape.COLUMN, Input.Domain.numbers());
    private static final Input NAME = new Input(
            "name",
            Datatype.BYTES,
            Shape.COLUMN,
            new Input.Domain(InputKind.CATEGORY, false, Input.Categories.of(List.of("Ada", "Bob")), true));
    private static final Input HOUSING = new Input(
            "housing",
            Datatype.BYTES,
            Shape.COLUMN,
            new Input.Domain(InputKind.CATEGORY, false, Input.Categories.of(List.of("Own", "Rent"))));
    private static final Output SCORE = new Output("score", Datatype.FP32, Shape.COLUMN, List.of());

    private final List<InferenceRecord> received = new CopyOnWriteArrayList<>();

    @Test
    void aSampledRequestIsKeptWithoutWhatIsMasked() {
        try (RecordKeeper keeper = keeper(new Config(1, 50, 256, 10))) {
            keeper.answered(request("r-1"), 2_000_000);

            await().until(() -> received.size() == 1);
            InferenceRecord record = received.getFirst();
            assertThat(record.requestId()).isEqualTo("r-1");
            assertThat(record.latencyMicros()).isEqualTo(2_000);
            assertThat(record.inputs()).containsOnlyKeys("age", "housing");
            assertThat(record.inputs().get("housing")).containsExactly("Rent", -1L);
            assertThat(record.outputs().get("score")).containsExactly(0.5, null);
            assertThat(record.withheld()).containsExactly("name");
        }
    }

    @Test
    void everyServerKeepsTheSameRequests() {
        try (RecordKeeper keeper = keeper(new Config(0.2, 1_000_000, 256, 1_000))) {
            List<String> kept = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                keeper.answered(request("id-" + i), 1);
                if (new RequestSample(0.2).keeps("id-" + i)) {
                    kept.add("id-" + i);
                }
            }
            keeper.answered(request(null), 1);

            await().until(() -> received.size() == kept.size());
            assertThat(received).extracting(InferenceRecord::requestId).isEqualTo(kept);
        }
    }

    @Test
    void whatIsTooMuchIsDroppedAndCountedByReason() {
        try (RecordKeeper keeper = new RecordKeeper(
                new RecordKeeper.Choice(new RequestSample(1), 20, maker(256)),
                new MemorySpool<>(2),
                records -> Receiver.Answer.AWAY,
                Clock.systemUTC())) {
            for (int i = 0; i < 100; i++) {
                keeper.answered(request("id-" + i), 1);
            }
            keeper.answered(request("x".repeat(200)), 1);

            assertThat(keeper.dropped(RecordKeeper.Drop.BUDGET)).isGreaterThan(50);
            await().until(() -> keeper.waiting() <= 2);
            assertThat(keeper.dropped(RecordKeeper.Drop.SPOOL)).isGreaterThan(10);
            assertThat(keeper.dropped(RecordKeeper.Drop.CONTENT)).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void aTensorThatDoesNotFitIsWithheld() {
        InferenceRecord record =
                maker(4).record("r", request("r"), Clock.systemUTC().instant(), 1);

        assertThat(record.inputs()).containsOnlyKeys("age", "housing");
        assertThat(record.withheld()).containsExactly("name", "score");
    }

    private RecordKeeper keeper(Config config) {
        return new RecordKeeper(
                new RecordKeeper.Choice(new RequestSample(config.rate), config.perSecond, maker(config.maxElements)),
                new MemorySpool<>(config.spool),
                records -> {
                    received.addAll(records);
                    return Receiver.Answer.STORED;
                },
                Clock.systemUTC());
    }

    private static RecordMaker maker(int elements) {
        return new RecordMaker(DeploymentName.parse("loan-approval"), new ModelVersion("1"), "test-1", elements);
    }

    private static Answered request(@Nullable String id) {
        return Answered.of(
                new Answered.Origin(id, "00c0ffee00c0ffee"),
                new Batch(
                        2,
                        List.of(
                                new InputTensor(AGE, List.of(2L), Elements.Floats.over(new float[] {20, 30})),
                                new InputTensor(NAME, List.of(2L), Elements.Longs.over(new long[] {0, 1})),
                                new InputTensor(HOUSING, List.of(2L), Elements.Longs.over(new long[] {1, -1})))),
                List.of(new OutputTensor(SCORE, List.of(2L), Elements.Floats.over(new float[] {0.5f, Float.NaN}))));
    }

    private record Config(double rate, int perSecond, int maxElements, int spool) {}
}
