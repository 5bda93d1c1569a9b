package dev.signalbox.cli.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.cli.Json;
import dev.signalbox.cli.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestBodiesTest {
    @TempDir
    Path folder;

    @Test
    void aRowBecomesARequestInTheModelsOrderWithItsTypes() throws IOException {
        List<byte[]> bodies = bodies(
                "job,id,amount,other\nclerk,9007199254740993,1.5,x\n,1,NA,x\n",
                new TensorSpec("id", "INT64"),
                new TensorSpec("amount", "FP32"),
                new TensorSpec("job", "BYTES"));

        assertThat(bodies).hasSize(2);
        assertThat(Json.JSON.readTree(bodies.get(0))).isEqualTo(Json.JSON.readTree("""
                        {"inputs": [
                          {"name": "id", "shape": [1], "datatype": "INT64", "data": [9007199254740993]},
                          {"name": "amount", "shape": [1], "datatype": "FP32", "data": [1.5]},
                          {"name": "job", "shape": [1], "datatype": "BYTES", "data": ["clerk"]}]}"""));
        assertThat(new String(bodies.get(1), StandardCharsets.UTF_8)).contains("[null]");
    }

    @Test
    void aMissingColumnIsNamed() {
        assertThatThrownBy(() -> bodies("a\n1\n", new TensorSpec("age", "INT64")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("age");
    }

    @Test
    void aTextWhereANumberBelongsIsNamedWithItsRow() {
        assertThatThrownBy(() -> bodies("age\n1\nold\n", new TensorSpec("age", "INT64")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("row 2")
                .hasMessageContaining("old");
    }

    @Test
    void aFileWithoutRowsIsRefused() {
        assertThatThrownBy(() -> bodies("age\n", new TensorSpec("age", "INT64")))
                .hasMessageContaining("no rows");
    }

    private List<byte[]> bodies(String csv, TensorSpec... inputs) throws IOException {
        Path file = folder.resolve("rows.csv");
        Files.writeString(file, csv);
        return RequestBodies.ofCsv(file, List.of(inputs));
    }
}
