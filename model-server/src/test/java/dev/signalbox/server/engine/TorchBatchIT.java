package dev.signalbox.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.server.codec.RequestBody;
import dev.signalbox.server.codec.RequestLimits;
import dev.signalbox.server.codec.RequestReader;
import dev.signalbox.server.folder.ModelFolder;
import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.OutputTensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Models of several inputs and outputs, and requests that are answered together as if each were alone. */
class TorchBatchIT {
    private static final Path MODELS = Path.of("src/test/resources/models");

    @BeforeAll
    static void prepare() throws IOException {
        TorchLibrary.prepare(new TorchLibrary.Settings(Optional.empty(), Path.of("target/cache"), 1));
    }

    @Test
    void severalInputsAndOutputsOfTheirOwnDatatypes() throws Exception {
        ModelFolder folder = ModelFolder.read(MODELS.resolve("several"));
        try (TorchModel model = TorchModel.load(folder.path(), folder.signature())) {
            List<OutputTensor> outputs = model.run(List.of(several(folder, 2, "1,0,3,4,0,6", "2,3", "7,8")))
                    .getFirst();

            assertThat(numbers(outputs.get(0))).containsExactly(4, 10);
            assertThat(numbers(outputs.get(1))).containsExactly(14, 16);
            assertThat(outputs.get(1).shape()).containsExactly(2L, 1L);
            assertThat(numbers(outputs.get(2))).containsExactly(0, 1);
            assertThat(numbers(outputs.get(3))).containsExactly(3, 4);
        }
    }

    @Test
    void whatIsAnsweredTogetherIsAnsweredAsAlone() throws Exception {
        ModelFolder folder = ModelFolder.read(MODELS.resolve("several"));
        List<Batch> batches = List.of(
                several(folder, 1, "1,0,3", "2", "7"),
                several(folder, 3, "1,0,3,4,0,6,7,0,9", "2,3,4", "7,8,9"),
                several(folder, 2, "5,0,5,6,0,6", "9,1", "1,2"));
        try (TorchModel model = TorchModel.load(folder.path(), folder.signature())) {
            sameAsAlone(model, batches);
        }
    }

    @Test
    void rowsOfAMatrixAreAnsweredTogetherAsAlone() throws Exception {
        ModelFolder folder = ModelFolder.read(MODELS.resolve("mlp"));
        Random random = new Random(1);
        try (TorchModel model = TorchModel.load(folder.path(), folder.signature())) {
            for (int round = 0; round < 20; round++) {
                List<Batch> batches = new ArrayList<>();
                for (int i = 0; i <= round * 2; i++) {
                    batches.add(mlp(folder, 1 + random.nextInt(40), random));
                }
                sameAsAlone(model, batches);
            }
        }
    }

    @Test
    void oneRowThatTheModelFailsOnFailsTheRun() throws Exception {
        ModelFolder folder = ModelFolder.read(MODELS.resolve("several"));
        try (TorchModel model = TorchModel.load(folder.path(), folder.signature())) {
            List<Batch> batches =
                    List.of(several(folder, 1, "1,0,3", "2", "7"), several(folder, 1, "-2000,0,3", "2", "7"));

            assertThatThrownBy(() -> model.run(batches))
                    .isInstanceOf(ModelFailed.class)
                    .hasMessageContaining("a is too low");
        }
    }

    private static void sameAsAlone(TorchModel model, List<Batch> batches) {
        List<List<OutputTensor>> together = model.run(batches);
        for (int i = 0; i < batches.size(); i++) {
            List<OutputTensor> alone = model.run(List.of(batches.get(i))).getFirst();
            for (int output = 0; output < alone.size(); output++) {
                OutputTensor expected = alone.get(output);
                OutputTensor found = together.get(i).get(output);
                assertThat(found.output()).isEqualTo(expected.output());
                assertThat(found.shape()).isEqualTo(expected.shape());
                assertThat(numbers(found)).containsExactly(numbers(expected), within(1e-5));
            }
        }
    }

    private static org.assertj.core.data.Offset<Double> within(double error) {
        return org.assertj.core.data.Offset.offset(error);
    }

    private static double[] numbers(OutputTensor tensor) {
        double[] numbers = new double[tensor.elements().size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = tensor.elements().number(i);
        }
        return numbers;
    }

    private static Batch several(ModelFolder folder, int rows, String a, String count, String wide) {
        return read(folder, """
                {"inputs": [
                  {"name": "a", "shape": [%d, 3], "datatype": "FP32", "data": [%s]},
                  {"name": "count", "shape": [%d], "datatype": "INT64", "data": [%s]},
                  {"name": "wide", "shape": [%d, 1], "datatype": "FP64", "data": [%s]}]}""".formatted(rows, a, rows, count, rows, wide));
    }

    private static Batch mlp(ModelFolder folder, int rows, Random random) {
        StringBuilder data = new StringBuilder();
        for (int i = 0; i < rows * 30; i++) {
            data.append(i == 0 ? "" : ",").append(random.nextGaussian());
        }
        return read(
                folder,
                "{\"inputs\": [{\"name\": \"x\", \"shape\": [" + rows + ", 30], \"datatype\": \"FP32\", \"data\": ["
                        + data + "]}]}");
    }

    private static Batch read(ModelFolder folder, String json) {
        return new RequestReader(folder.signature(), new RequestLimits(16, 1_000))
                .read(RequestBody.json(json.getBytes(StandardCharsets.UTF_8)))
                .batch();
    }
}
