package dev.signalbox.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.server.codec.InferRequest;
import dev.signalbox.server.codec.RequestBody;
import dev.signalbox.server.codec.RequestLimits;
import dev.signalbox.server.codec.RequestReader;
import dev.signalbox.server.folder.ModelFolder;
import dev.signalbox.server.http.LoanExample;
import dev.signalbox.server.tensor.OutputTensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchModelIT {
    @BeforeAll
    static void prepare() throws IOException {
        TorchLibrary.prepare(new TorchLibrary.Settings(Optional.empty(), Path.of("target/cache"), 1));
    }

    /** The slow version gives the answers of the good one, and the good one decides as its report says. */
    @Test
    void theExamplesAnswerAsTheyWereTrained() throws Exception {
        int[] all = IntStream.range(0, 1_000).toArray();
        LoanExample applicants = new LoanExample("2");
        List<OutputTensor> good = run("2", all);
        long right = IntStream.range(0, 1_000)
                .filter(i -> good.get(1).elements().number(i) == Integer.parseInt(applicants.value(i, "approved")))
                .count();

        assertThat(right).isBetween(730L, 900L);
        int[] some = {0, 17, 500};
        assertThat(run("4", some).get(0).elements().number(1))
                .isEqualTo(run("2", some).get(0).elements().number(1));
        assertThat(good.get(0).shape()).containsExactly(1_000L);
    }

    @Test
    void refusesAFileThatIsNoTorchScript(@TempDir Path folder) throws Exception {
        ModelFolder model = ModelFolder.read(LoanExample.folder("1"));
        Files.writeString(folder.resolve("model.pt"), "no torch script");

        assertThatThrownBy(() -> TorchModel.load(folder, model.signature()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("model.pt must be a TorchScript file that PyTorch can load");
    }

    @Test
    void refusesAFolderWithoutLibtorch(@TempDir Path folder) {
        assertThatThrownBy(() -> TorchLibrary.prepare(new TorchLibrary.Settings(Optional.of(folder), folder, 1)))
                .hasMessage("signalbox.model.torch-library-path must name the folder of libtorch.so, got " + folder);
    }

    private static List<OutputTensor> run(String version, int... applicants) throws Exception {
        ModelFolder folder = ModelFolder.read(LoanExample.folder(version));
        byte[] body = new LoanExample(version).request(applicants).toString().getBytes(StandardCharsets.UTF_8);
        InferRequest request =
                new RequestReader(folder.signature(), new RequestLimits(16, 1_000)).read(RequestBody.json(body));
        try (TorchModel model = TorchModel.load(folder.path(), folder.signature())) {
            return model.run(List.of(request.batch())).getFirst();
        }
    }
}
