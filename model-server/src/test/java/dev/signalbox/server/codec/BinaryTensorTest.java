package dev.signalbox.server.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.InputKind;
import dev.signalbox.server.signature.Output;
import dev.signalbox.server.signature.Packing;
import dev.signalbox.server.signature.Shape;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.InputTensor;
import dev.signalbox.server.tensor.OutputTensor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class BinaryTensorTest {
    /** Two elements of each datatype as the extension writes them: the least and the largest where there are such. */
    private static String hex(Datatype type) {
        return switch (type) {
            case BOOL -> "0001";
            case UINT8 -> "00ff";
            case INT8 -> "807f";
            case UINT16 -> "0000ffff";
            case INT16 -> "0080ff7f";
            case UINT32 -> "00000000ffffffff";
            case INT32 -> "00000080ffffff7f";
            case UINT64 -> "0000000000000000ffffffffffffffff";
            case INT64 -> "0000000000000080ffffffffffffff7f";
            case FP16 -> "003effbf";
            case BF16 -> "c03fff7e";
            case FP32 -> "0000c03fcdcccc3d";
            case FP64 -> "000000000000f83f9a9999999999b93f";
            case BYTES -> "04000000" + "c3a96162" + "00000000";
        };
    }

    @ParameterizedTest
    @EnumSource
    void everyDatatypeComesBackBitByBit(Datatype type) {
        byte[] tensor = HexFormat.of().parseHex(hex(type));
        Signature signature = signature(type);

        InferRequest request = read(signature, json(type, tensor.length, "[2]"), tensor);
        InputTensor read = request.batch().inputs().getFirst();
        Answer answer = write(request, signature, read.elements());

        int jsonLength = answer.jsonLength().orElseThrow();
        assertThat(new String(answer.bytes(), 0, jsonLength, StandardCharsets.UTF_8))
                .contains("\"parameters\":{\"binary_data_size\":" + tensor.length + "}")
                .doesNotContain("data\"");
        assertThat(Arrays.copyOfRange(answer.bytes(), jsonLength, answer.bytes().length))
                .isEqualTo(tensor);
    }

    @ParameterizedTest
    @EnumSource(
            value = Datatype.class,
            names = {"UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64"})
    void everyIntegerComesBackDigitByDigitInJson(Datatype type) {
        String least = type.isUnsigned() ? "0" : String.valueOf(type.least());
        String most = type == Datatype.UINT64 ? "18446744073709551615" : String.valueOf(type.most());
        String input = "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"" + type + "\",\"shape\":[2],\"data\":[%s,%s]}]}";
        RequestReader reader = reader(signature(type));

        InferRequest request = reader.read(input.formatted(least, most).getBytes(StandardCharsets.UTF_8));
        Answer answer = write(
                request, signature(type), request.batch().inputs().getFirst().elements());

        assertThat(new String(answer.bytes(), StandardCharsets.UTF_8))
                .contains("\"data\":[" + least + "," + most + "]");
        for (String beyond :
                new String[] {"-9223372036854775809", most + "0", type.isUnsigned() ? "-1" : least + "0"}) {
            byte[] body = input.formatted("0", beyond).getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() -> reader.read(body))
                    .hasMessage("input \"x\", element 1, must be within " + type + ", got " + beyond);
        }
    }

    @Test
    void jsonAndBinaryTensorsMixInTheirOrder() {
        String json = Requests.GOOD
                .replace("\"shape\":[2],\"datatype\":\"FP64\",\"data\":[0.1,1e300]", binary("FP64", "[2]", 16))
                .replace("\"shape\":[2,2],\"datatype\":\"FP32\",\"data\":[[1,2],[3,4]]", binary("FP32", "[2,2]", 16))
                .replace(
                        "\"inputs\":",
                        "\"outputs\":[{\"name\":\"score\",\"parameters\":{\"binary_data\":true}},{\"name\":\"label\"}],\"inputs\":");
        byte[] rate = HexFormat.of().parseHex(hex(Datatype.FP64));
        byte[] pair = HexFormat.of().parseHex("0000803f000000400000404000008040");

        InferRequest request = read(Requests.SIGNATURE, json, rate, pair);

        assertThat(((Elements.Doubles) request.batch().inputs().get(1).elements()).toArray())
                .containsExactly(1.5, 0.1);
        assertThat(((Elements.Floats) request.batch().inputs().get(6).elements()).toArray())
                .containsExactly(1, 2, 3, 4);
        assertThat(request.wanted()).extracting(WantedOutput::binary).containsExactly(true, false);
        assertThat(read(
                                Requests.SIGNATURE,
                                json.replace("\"binary_data\":true", "\"binary_data\":false")
                                        .replace("\"binary_data_output\":false", "\"binary_data_output\":true"),
                                rate,
                                pair)
                        .wanted())
                .extracting(WantedOutput::binary)
                .containsExactly(false, true);
    }

    @Test
    void nanIsAMissingValueWhereThatIsAllowed() {
        Signature nullable = signature(Datatype.FP32, InputKind.NUMERIC, true);
        byte[] tensor = HexFormat.of().parseHex("0000c03f0000c07f");

        InferRequest request = read(nullable, json(Datatype.FP32, 8, "[2]"), tensor);

        assertThat(request.batch().inputs().getFirst().elements().isMissing(1)).isTrue();
        assertThatThrownBy(() -> read(signature(Datatype.FP32), json(Datatype.FP32, 8, "[2]"), tensor))
                .hasMessage(
                        "input \"x\" binary element 1, must not be NaN: the signature does not allow missing values");
    }

    @Test
    void aRawRequestIsTheOnlyInputOfOneRow() {
        Signature signature = new Signature(
                Packing.TENSORS,
                List.of(new Input("x", Datatype.INT16, new Shape(List.of(-1L, -1L, 2L)), Input.Domain.numbers())),
                List.of(new Output("y", Datatype.INT16, Shape.COLUMN, List.of())),
                null);
        byte[] body = HexFormat.of().parseHex("010002000300040005000600");

        InferRequest request = reader(signature).read(RequestBody.of(body, "0"));

        assertThat(request.batch().inputs().getFirst().shape()).containsExactly(1L, 3L, 2L);
        assertThat(request.wanted()).extracting(WantedOutput::binary).containsExactly(true);
        assertThatThrownBy(() -> reader(signature).read(RequestBody.of(Arrays.copyOf(body, 11), "0")))
                .isInstanceOf(RequestRefused.class)
                .hasMessageContaining("elements of 2 bytes");
        assertThatThrownBy(() -> Requests.reader().read(RequestBody.of(body, "0")))
                .hasMessageContaining("only a model with one input takes a raw request");
        byte[] text = "été".getBytes(StandardCharsets.UTF_8);
        assertThat(reader(signature(Datatype.BYTES))
                        .read(RequestBody.of(text, "0"))
                        .batch()
                        .inputs()
                        .getFirst()
                        .elements()
                        .number(0))
                .isEqualTo(3);
    }

    static Stream<Arguments> refuses() {
        byte[] two = HexFormat.of().parseHex(hex(Datatype.FP32));
        return Stream.of(
                argumentSet(
                        "too few bytes said", Datatype.FP32, json(Datatype.FP32, 7, "[2]"), two, "must have 2 elem"),
                argumentSet("for another shape", Datatype.FP32, json(Datatype.FP32, 8, "[3]"), two, "must have 3 elem"),
                argumentSet(
                        "more said than there are",
                        Datatype.FP32,
                        json(Datatype.FP32, 9, "[2]"),
                        two,
                        "binary_data_size must be at most 8, the bytes that are left of the body, got 9"),
                argumentSet(
                        "more there than said",
                        Datatype.FP32,
                        json(Datatype.FP32, 4, "[1]"),
                        two,
                        "body must end after its last binary tensor, got 4 bytes after it"),
                argumentSet(
                        "a negative size",
                        Datatype.FP32,
                        json(Datatype.FP32, -8, "[2]"),
                        two,
                        "inputs[0].parameters.binary_data_size must not be negative, got -8"),
                argumentSet(
                        "a size that is none",
                        Datatype.FP32,
                        json(Datatype.FP32, 8, "[2]").replace(":8}", ":\"8\"}"),
                        two,
                        "inputs[0].parameters.binary_data_size must be a whole number, got \"8\""),
                argumentSet(
                        "data as well",
                        Datatype.FP32,
                        json(Datatype.FP32, 8, "[2]").replace("\"shape\"", "\"data\":[1,2],\"shape\""),
                        two,
                        "input \"x\" data must be absent"),
                argumentSet(
                        "FP16 in JSON",
                        Datatype.FP16,
                        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP16\",\"shape\":[1],\"data\":[1]}]}",
                        new byte[0],
                        "input \"x\" data of FP16 must be binary"),
                argumentSet(
                        "an FP16 output in JSON",
                        Datatype.FP16,
                        json(Datatype.FP16, 8, "[4]").replace("\"binary_data_output\":true", "\"x\":1"),
                        two,
                        "output \"y\" of FP16 must be asked for as binary"),
                argumentSet(
                        "no such truth",
                        Datatype.BOOL,
                        json(Datatype.BOOL, 8, "[8]"),
                        two,
                        "input \"x\" binary element 2, must be 0 or 1 for BOOL, got 192"),
                argumentSet(
                        "a text longer than the body",
                        Datatype.BYTES,
                        json(Datatype.BYTES, 8, "[2]"),
                        HexFormat.of().parseHex("ffffffff61626364"),
                        "input \"x\" binary element 0, must have as many bytes as it says, 4294967295, but 4 are left"),
                argumentSet(
                        "a text cut short",
                        Datatype.BYTES,
                        json(Datatype.BYTES, 6, "[2]"),
                        HexFormat.of().parseHex("000000000000"),
                        "input \"x\" binary element 1, must begin with 4 bytes of its length, got 2"),
                argumentSet(
                        "too many texts",
                        Datatype.BYTES,
                        json(Datatype.BYTES, 8, "[1]"),
                        new byte[8],
                        "input \"x\" must have 1 elements as a binary tensor of BYTES, got 4 bytes after them"),
                argumentSet(
                        "no text at all",
                        Datatype.BYTES,
                        json(Datatype.BYTES, 5, "[1]"),
                        HexFormat.of().parseHex("01000000ff"),
                        "input \"x\" binary element 0, must be a text in UTF-8"),
                argumentSet(
                        "an infinite number",
                        Datatype.FP32,
                        json(Datatype.FP32, 4, "[1]"),
                        HexFormat.of().parseHex("0000807f"),
                        "input \"x\" binary element 0, must be finite, got Infinity"),
                argumentSet(
                        "shared memory",
                        Datatype.FP32,
                        json(Datatype.FP32, 8, "[2]").replace("binary_data_size\":8", "shared_memory_region\":\"r\""),
                        new byte[0],
                        "inputs[0].parameters.shared_memory_region must be absent: it is not offered"));
    }

    @ParameterizedTest
    @MethodSource
    void refuses(Datatype type, String json, byte[] tensor, String message) {
        assertThatThrownBy(() -> read(signature(type), json, tensor))
                .isInstanceOf(RequestRefused.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void refusesALengthOfJsonThatCanNotBe(String length, String message) {
        byte[] body = json(Datatype.FP32, 8, "[2]").getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> RequestBody.of(body, length))
                .isInstanceOf(RequestRefused.class)
                .hasMessageContaining(message);
    }

    static Stream<Arguments> lengths() {
        return Stream.of(
                argumentSet("text", "x", "Inference-Header-Content-Length must be a whole number, got \"x\""),
                argumentSet("negative", "-1", "must be a whole number, got \"-1\""),
                argumentSet("nothing", "", "must be a whole number, got \"\""),
                argumentSet("beyond the body", "100000", "must be between 0 and the length of the body"),
                argumentSet("beyond 64 bits", "9".repeat(30), "must be between 0 and the length of the body"));
    }

    @Test
    void binaryDataNeedsTheLengthOfTheJson() {
        byte[] body = json(Datatype.FP32, 8, "[2]").getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> reader(signature(Datatype.FP32)).read(body))
                .hasMessageStartingWith(
                        "Inference-Header-Content-Length is required: input \"x\" has binary_data_size");
    }

    private static String binary(String datatype, String shape, int size) {
        return "\"shape\":" + shape + ",\"datatype\":\"" + datatype + "\",\"parameters\":{\"binary_data_size\":" + size
                + "}";
    }

    private static String json(Datatype type, int size, String shape) {
        return "{\"parameters\":{\"binary_data_output\":true},\"inputs\":[{\"name\":\"x\","
                + binary(type.name(), shape, size) + "}]}";
    }

    private static Signature signature(Datatype type) {
        return signature(type, type == Datatype.BYTES ? InputKind.TEXT : InputKind.NUMERIC, false);
    }

    private static Signature signature(Datatype type, InputKind kind, boolean nullable) {
        Input.Domain domain = new Input.Domain(kind, nullable, Input.Categories.NONE);
        return new Signature(
                Packing.TENSORS, List.of(new Input("x", type, Shape.COLUMN, domain)), List.of(output(type)), null);
    }

    private static Output output(Datatype type) {
        return new Output("y", type, Shape.COLUMN, type == Datatype.BYTES ? List.of("éab", "") : List.of());
    }

    private static RequestReader reader(Signature signature) {
        return new RequestReader(signature, new RequestLimits(16, 100));
    }

    private static InferRequest read(Signature signature, String json, byte[]... tensors) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        int length =
                text.length + Arrays.stream(tensors).mapToInt(t -> t.length).sum();
        java.nio.ByteBuffer body = java.nio.ByteBuffer.allocate(length).put(text);
        Arrays.stream(tensors).forEach(body::put);
        return reader(signature).read(RequestBody.of(body.array(), String.valueOf(text.length)));
    }

    private static Answer write(InferRequest request, Signature signature, Elements elements) {
        Output output = signature.outputs().getFirst();
        Elements given = elements instanceof Elements.Texts ? Elements.Longs.over(new long[] {0, 1}) : elements;
        return new AnswerWriter(new ModelIdentity("m", new ModelVersion("1")))
                .answer(request, List.of(new OutputTensor(output, List.of(2L), given)));
    }
}
