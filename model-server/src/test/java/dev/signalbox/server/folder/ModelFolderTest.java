package dev.signalbox.server.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.signalbox.server.signature.Packing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModelFolderTest {
    private static final Path EXAMPLES = Path.of("../examples/loan-approval");
    private static final String GOOD = """
            {"v":1,"packing":"matrix","inputs":[
            {"name":"a","datatype":"FP32","shape":[-1],"kind":"numeric","nullable":true},
            {"name":"c","datatype":"BYTES","shape":[-1],"kind":"category","categories":["x","y"]}],
            "outputs":[{"name":"p","datatype":"FP32","shape":[-1]}],
            "confidence":{"output":"p","kind":"binaryProbability"}}""";

    @TempDir
    Path folder;

    @Test
    void readsEveryExample() throws Exception {
        for (String version : new String[] {"1", "2", "3", "4"}) {
            ModelFolder model = ModelFolder.read(EXAMPLES.resolve(version));

            assertThat(model.signature().inputs()).hasSize(20);
            assertThat(model.signature().packing()).isEqualTo(Packing.MATRIX);
            assertThat(model.baseline().medians())
                    .containsEntry("amount", 2326.0)
                    .hasSize(9);
            assertThat(model.baseline().modes()).containsEntry("housing", "Own").hasSize(11);
        }
    }

    @Test
    void aBaselineMayBeAbsentButNotWrong() throws Exception {
        write("signature.json", GOOD);
        assertThat(ModelFolder.read(folder).baseline()).isEqualTo(Baseline.NONE);

        write(
                "baseline.json",
                "{\"v\":1,\"rows\":1,\"features\":{\"a\":{\"kind\":\"numeric\",\"rows\":1,\"missing\":0,\"mean\":1,"
                        + "\"stddev\":0,\"min\":1,\"median\":\"x\"}}}");
        assertThatThrownBy(() -> ModelFolder.read(folder))
                .hasMessage("baseline.json: features.a.median must be a number, got \"x\"");

        write(
                "baseline.json",
                "{\"v\":1,\"rows\":1,\"features\":{\"a\":{\"kind\":\"numeric\",\"rows\":1,\"missing\":1,"
                        + "\"edges\":[2,1],\"counts\":[0,0,0]}}}");
        assertThatThrownBy(() -> ModelFolder.read(folder))
                .hasMessage("baseline.json: features.a.edges must rise, but 1.0 follows 2.0");
    }

    static Stream<Arguments> refuses() {
        return Stream.of(
                wrong("malformed", GOOD, "{", "signature.json must be well-formed JSON"),
                wrong("another version", "\"v\":1", "\"v\":2", "signature.json: v must be 1, got 2"),
                wrong(
                        "unknown packing",
                        "\"matrix\"",
                        "\"rows\"",
                        "signature.json: packing must be matrix or tensors, got \"rows\""),
                wrong("no inputs", "\"inputs\"", "\"input\"", "signature.json: inputs is required"),
                wrong(
                        "unknown datatype",
                        "\"a\",\"datatype\":\"FP32\"",
                        "\"a\",\"datatype\":\"FP8\"",
                        "signature.json: inputs[0].datatype must be one of [BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, FP16, BF16, FP32, FP64, BYTES], got \"FP8\""),
                wrong(
                        "unknown kind",
                        "\"numeric\"",
                        "\"number\"",
                        "signature.json: inputs[0].kind must be numeric, flag, category, text or image, got \"number\""),
                wrong(
                        "a category of numbers",
                        "\"a\",\"datatype\":\"FP32\",\"shape\":[-1],\"kind\":\"numeric\"",
                        "\"a\",\"datatype\":\"FP32\",\"shape\":[-1],\"kind\":\"flag\"",
                        "signature.json: inputs[0].datatype must be BOOL or that of an integer for a flag"),
                wrong(
                        "no categories",
                        ",\"categories\":[\"x\",\"y\"]",
                        "",
                        "signature.json: inputs[1].categories must be given for a category"),
                wrong(
                        "a category twice",
                        "\"x\",\"y\"",
                        "\"x\",\"x\"",
                        "signature.json: inputs[1].categories must differ, got \"x\" twice"),
                wrong(
                        "a name twice",
                        "\"name\":\"c\"",
                        "\"name\":\"a\"",
                        "signature.json: inputs must have different names, got \"a\" twice"),
                wrong(
                        "no rows in a shape",
                        "\"shape\":[-1],\"kind\":\"category\"",
                        "\"shape\":[3],\"kind\":\"category\"",
                        "signature.json: inputs[1].shape must begin with -1"),
                wrong(
                        "confidence of nothing",
                        "\"output\":\"p\"",
                        "\"output\":\"q\"",
                        "signature.json: confidence.output must name an output, got \"q\""));
    }

    @ParameterizedTest
    @MethodSource
    void refuses(String signature, String message) throws Exception {
        write("signature.json", signature);

        assertThatThrownBy(() -> ModelFolder.read(folder))
                .isInstanceOf(LoadRefused.class)
                .hasMessageStartingWith(message);
    }

    private static Arguments wrong(String name, String part, String replacement, String message) {
        assertThat(GOOD).contains(part);
        return argumentSet(name, GOOD.replace(part, replacement), message);
    }

    private void write(String name, String text) throws Exception {
        Files.writeString(folder.resolve(name), text);
    }
}
