package dev.signalbox.server.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.profile.Baseline;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.ProfileKind;
import dev.signalbox.server.codec.RequestBody;
import dev.signalbox.server.codec.RequestLimits;
import dev.signalbox.server.codec.RequestReader;
import dev.signalbox.server.folder.ModelFolder;
import dev.signalbox.server.profile.RequestProfiler;
import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.OutputTensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Texts, categories and numbers of one model, as tensors of their own and as columns of one matrix. */
class MixedModelIT {
    private static final Path MODELS = Path.of("src/test/resources/models");
    private static final String REQUEST = """
            {"inputs": [
              {"name": "words", "shape": [3], "datatype": "BYTES", "data": ["", "signal", "\\ud83d\\ude82\\u00e4"]},
              {"name": "colour", "shape": [3], "datatype": "BYTES", "data": ["red", "green", "violet"]},
              {"name": "pair", "shape": [3, 2], "datatype": "FP32", "data": [1, 2, 3, 4, 5, 6]}]}""";

    @BeforeAll
    static void prepare() throws IOException {
        TorchLibrary.prepare(new TorchLibrary.Settings(Optional.empty(), Path.of("target/cache"), 1));
    }

    @Test
    void eachInputIsATensorAndOutputsAreFoundByName() throws Exception {
        ModelFolder folder = ModelFolder.read(MODELS.resolve("mixed"));
        RequestProfiler profiler = new RequestProfiler(folder.signature(), Baseline.NONE);
        Batch batch = read(folder);
        try (TorchModel model = TorchModel.load(folder.path(), folder.signature())) {
            List<List<OutputTensor>> answers = model.run(List.of(batch, batch));
            for (List<OutputTensor> outputs : answers) {
                assertThat(numbers(outputs.get(0))).as("characters, not bytes").containsExactly(0, 6, 2);
                assertThat(numbers(outputs.get(1))).as("an unknown one is -1").containsExactly(0, 1, -1);
                assertThat(numbers(outputs.get(2))).containsExactly(2, 4, 6, 8, 10, 12);
            }
            profiler.add(batch, answers.getFirst());
        }
        FeatureProfile words = requireNonNull(profiler.drain().features().get("words"));
        assertThat(words.kind()).isEqualTo(ProfileKind.TEXT);
        assertThat(requireNonNull(words.values()).moments().sum()).isEqualTo(8);
        assertThat(words.values().edges()).startsWith(0.0, 1.0, 2.0, 4.0);
        assertThat(words.values().counts()).startsWith(1L, 0L, 1L, 0L, 1L);
    }

    @Test
    void namedColumnsAreOneMatrixInTheOrderOfTheSignature() throws Exception {
        ModelFolder folder = ModelFolder.read(MODELS.resolve("columns"));
        try (TorchModel model = TorchModel.load(folder.path(), folder.signature())) {
            OutputTensor columns = model.run(List.of(read(folder))).getFirst().getFirst();

            assertThat(columns.shape()).containsExactly(3L, 4L);
            assertThat(numbers(columns)).containsExactly(0, 0, 1, 2, 6, 1, 3, 4, 2, -1, 5, 6);
        }
    }

    private static Batch read(ModelFolder folder) {
        return new RequestReader(folder.signature(), new RequestLimits(16, 10))
                .read(RequestBody.json(REQUEST.getBytes(StandardCharsets.UTF_8)))
                .batch();
    }

    private static double[] numbers(OutputTensor tensor) {
        double[] numbers = new double[tensor.elements().size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = tensor.elements().number(i);
        }
        return numbers;
    }
}
