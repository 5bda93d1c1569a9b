package dev.signalbox.server.codec;

import static dev.signalbox.server.codec.Requests.GOOD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.InputTensor;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RequestReaderTest {
    @Test
    void readsEveryDatatype() {
        InferRequest request = Requests.read(GOOD);

        assertThat(request.id()).isEqualTo("r1");
        assertThat(request.batch().rows()).isEqualTo(2);
        assertThat(request.wanted()).extracting(WantedOutput::name).containsExactly("score", "label");
        assertThat(((Elements.Longs) tensor(request, 3).elements()).toArray())
                .containsExactly(9007199254740993L, Long.MIN_VALUE);
        assertThat(((Elements.Doubles) tensor(request, 1).elements()).toArray()).containsExactly(0.1, 1e300);
        assertThat(tensor(request, 0).elements().missing()).isEqualTo(1);
        assertThat(tensor(request, 2).elements().isMissing(1)).isTrue();
    }

    @Test
    void packsAMatrixWithMissingAsNanAndUnknownCategoriesAsMinusOne() {
        float[] matrix = Requests.read(GOOD).batch().matrix();

        assertThat(matrix)
                .containsExactly(
                        1.5f,
                        0.1f,
                        (float) Integer.MIN_VALUE,
                        (float) 9007199254740993L,
                        1f,
                        1f,
                        1f,
                        2f,
                        Float.NaN,
                        (float) 1e300,
                        Float.NaN,
                        (float) Long.MIN_VALUE,
                        0f,
                        -1f,
                        3f,
                        4f);
    }

    static Stream<Arguments> sameMeaning() {
        return Stream.of(
                argumentSet("flat data of two dimensions", GOOD.replace("[[1,2],[3,4]]", "[1,2,3,4]")),
                argumentSet(
                        "data before its name",
                        GOOD.replace(
                                "{\"name\":\"amount\",\"shape\":[2],\"datatype\":\"FP32\",\"data\":[1.5,null]}",
                                "{\"data\":[1.5,null],\"shape\":[2],\"datatype\":\"FP32\",\"name\":\"amount\"}")),
                argumentSet("unknown keys and parameters", GOOD.replace("\"id\":\"r1\"", "\"id\":\"r1\",\"x\":[[{}]]")),
                argumentSet("no outputs asked for", GOOD.replace("\"inputs\":", "\"outputs\":[],\"inputs\":")),
                argumentSet("a byte order mark", "\uFEFF" + GOOD));
    }

    @ParameterizedTest
    @MethodSource
    void sameMeaning(String body) {
        assertThat(Requests.read(body).batch().matrix())
                .isEqualTo(Requests.read(GOOD).batch().matrix());
    }

    @Test
    void givesTheWantedOutputsInTheWantedOrder() {
        String body = GOOD.replace(
                "\"inputs\":",
                "\"outputs\":[{\"name\":\"label\",\"parameters\":{\"a\":1}},{\"name\":\"score\"}],\"inputs\":");

        assertThat(Requests.read(body).wanted()).extracting(WantedOutput::name).containsExactly("label", "score");
    }

    static Stream<Arguments> refuses() {
        return Stream.of(
                wrong("an empty body", GOOD, "", "body must be a JSON object, got nothing"),
                wrong("no object", GOOD, "[1]", "body must be a JSON object, got an array"),
                wrong(
                        "malformed JSON",
                        "\"inputs\":[",
                        "\"inputs\":[,",
                        "body must be well-formed JSON, but at line 1"),
                wrong("trailing garbage", "\n]}", "\n]} {}", "body must end after its object, got an object after it"),
                wrong("a body cut short", "4]]}\n]}", "4]]}", "body must be well-formed JSON"),
                wrong("NaN", "[1.5,null]", "[NaN,null]", "body must be well-formed JSON"),
                wrong(
                        "too deep",
                        "\"parameters\":{",
                        "\"parameters\":{\"d\":" + "[".repeat(20) + "]".repeat(20) + ",",
                        "body is beyond a limit"),
                wrong("a number too long", "1.5", "1" + "0".repeat(500), "body is beyond a limit"),
                wrong("id is no text", "\"r1\"", "7", "id must be a text, got 7"),
                wrong("id too long", "\"r1\"", "\"" + "x".repeat(1025) + "\"", "id must have at most 1024 characters"),
                wrong(
                        "a key twice",
                        "\"id\":\"r1\"",
                        "\"id\":\"r1\",\"id\":\"r2\"",
                        "body must have a key once, got \"id\" twice"),
                wrong(
                        "parameters are no object",
                        "{\"priority\":1,\"binary_data_output\":false}",
                        "[1]",
                        "parameters must be an object, got an array"),
                wrong("inputs are no array", "\"inputs\":[", "\"inputs\":7,\"y\":[", "inputs must be an array, got 7"),
                wrong(
                        "an input is missing",
                        ",\n{\"name\":\"pair\",\"shape\":[2,2],\"datatype\":\"FP32\",\"data\":[[1,2],[3,4]]}",
                        "",
                        "input \"pair\" is missing"),
                wrong(
                        "an unknown input",
                        "\"name\":\"rate\"",
                        "\"name\":\"ratio\"",
                        "inputs[1].name must be one of \"amount, rate, age, id, member, housing, pair\", got \"ratio\""),
                wrong(
                        "an input twice",
                        "\"name\":\"pair\",\"shape\":[2,2],\"datatype\":\"FP32\",\"data\":[[1,2],[3,4]]",
                        "\"name\":\"rate\",\"shape\":[2],\"datatype\":\"FP64\",\"data\":[1,2]",
                        "input \"rate\" must be given once, got it twice"),
                wrong(
                        "another datatype",
                        "\"datatype\":\"FP64\"",
                        "\"datatype\":\"FP16\"",
                        "input \"rate\" datatype must be FP64, got \"FP16\""),
                wrong("no datatype", "\"datatype\":\"FP64\",", "", "input \"rate\" datatype is required"),
                wrong(
                        "no shape",
                        "\"shape\":[2],\"datatype\":\"FP64\"",
                        "\"datatype\":\"FP64\"",
                        "input \"rate\" shape is required"),
                wrong(
                        "no data",
                        "\"datatype\":\"FP64\",\"data\":[0.1,1e300]",
                        "\"datatype\":\"FP64\"",
                        "input \"rate\" data is required, as a JSON array or as bytes after the JSON"),
                wrong("data is no array", "[0.1,1e300]", "0.1", "input \"rate\" data must be an array, got 0.1"),
                wrong(
                        "another rank",
                        "\"shape\":[2,2]",
                        "\"shape\":[4]",
                        "input \"pair\" shape must be [-1, 2], -1 for any size, got [4]"),
                wrong("another size", "\"shape\":[2,2]", "\"shape\":[1,4]", "input \"pair\" shape must be [-1, 2]"),
                wrong(
                        "a negative size",
                        "\"shape\":[2,2]",
                        "\"shape\":[-2,2]",
                        "input \"pair\" shape must not have negative sizes, got -2"),
                wrong(
                        "a size beyond 64 bits",
                        "\"shape\":[2,2]",
                        "\"shape\":[99999999999999999999,2]",
                        "input \"pair\" shape must have sizes within 64 bits"),
                wrong(
                        "a broken size",
                        "\"shape\":[2,2]",
                        "\"shape\":[2.0,2]",
                        "input \"pair\" shape must be made of whole numbers, got 2.0"),
                wrong(
                        "too many dimensions",
                        "\"shape\":[2,2]",
                        "\"shape\":[" + "1,".repeat(20) + "1]",
                        "input \"pair\" shape must have at most 16 dimensions"),
                wrong(
                        "no row",
                        "\"shape\":[2,2]",
                        "\"shape\":[0,2]",
                        "input \"pair\" shape must begin with 1 to 100 rows, got [0, 2]"),
                wrong(
                        "too many rows",
                        "\"shape\":[2,2]",
                        "\"shape\":[4611686018427387904,2]",
                        "input \"pair\" shape must begin with 1 to 100 rows"),
                wrong(
                        "other rows than the others",
                        "\"shape\":[2,2],\"datatype\":\"FP32\",\"data\":[[1,2],[3,4]]",
                        "\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[[1,2]]",
                        "input \"pair\" must have as many rows as input \"amount\", 2, got 1"),
                wrong(
                        "too few elements",
                        "[0.1,1e300]",
                        "[0.1]",
                        "input \"rate\" data must have 2 elements for shape [2], got 1"),
                wrong(
                        "too many elements",
                        "[0.1,1e300]",
                        "[0.1,1,2]",
                        "input \"rate\" data must have 2 elements for shape [2], got 3"),
                wrong(
                        "ragged",
                        "[[1,2],[3,4]]",
                        "[[1,2],[3]]",
                        "input \"pair\" data must not be ragged, got arrays of 2 and 1 elements at depth 1"),
                wrong(
                        "mixed depths",
                        "[[1,2],[3,4]]",
                        "[[1,2],3,4]",
                        "input \"pair\" data must have all its elements at one depth"),
                wrong(
                        "an element beside empty arrays",
                        "[[1,2],[3,4]]",
                        "[[],1,2,3]",
                        "input \"pair\" data must not be ragged"),
                wrong(
                        "nested in another way",
                        "[[1,2],[3,4]]",
                        "[[1,2,3,4]]",
                        "input \"pair\" data must be nested as its shape [2, 2], got [1, 4]"),
                wrong(
                        "nested too deep",
                        "[0.1,1e300]",
                        "[[0.1],[2]]",
                        "input \"rate\" data must not be nested deeper than its shape"),
                wrong(
                        "a text for a number",
                        "[0.1,",
                        "[\"0.1\",",
                        "input \"rate\", element 0, must be a number for FP64, got \"0.1\""),
                wrong(
                        "truth for a number",
                        "[0.1,",
                        "[true,",
                        "input \"rate\", element 0, must be a number for FP64, got true"),
                wrong(
                        "an object for a number",
                        "[0.1,",
                        "[{},",
                        "input \"rate\", element 0, must be a number for FP64, got an object"),
                wrong("beyond FP32", "[1.5,", "[1e39,", "input \"amount\", element 0, must be within FP32, got 1e39"),
                wrong("beyond FP64", "1e300", "1e999", "input \"rate\", element 1, must be within FP64, got 1e999"),
                wrong(
                        "beyond INT32",
                        "-2147483648",
                        "-2147483649",
                        "input \"age\", element 0, must be within INT32, got -2147483649"),
                wrong(
                        "beyond INT64",
                        "9007199254740993",
                        "9223372036854775808",
                        "input \"id\", element 0, must be within INT64, got 9223372036854775808"),
                wrong(
                        "a fraction for INT64",
                        "9007199254740993",
                        "1.0",
                        "input \"id\", element 0, must be a whole number without fraction or exponent for INT64, got 1.0"),
                wrong(
                        "a number for BOOL",
                        "[true,",
                        "[1,",
                        "input \"member\", element 0, must be true or false for BOOL, got 1"),
                wrong(
                        "a number for BYTES",
                        "\"Rent\"",
                        "5",
                        "input \"housing\", element 0, must be a text for BYTES, got 5"),
                wrong(
                        "null where none may be",
                        "[0.1,",
                        "[null,",
                        "input \"rate\", element 0, must not be null: the signature does not allow missing values"),
                wrong(
                        "an unknown output",
                        "\"inputs\":",
                        "\"outputs\":[{\"name\":\"x\"}],\"inputs\":",
                        "outputs[0].name must be one of [score, label], got \"x\""),
                wrong(
                        "an output without a name",
                        "\"inputs\":",
                        "\"outputs\":[{}],\"inputs\":",
                        "outputs[0].name is required"),
                wrong(
                        "an output twice",
                        "\"inputs\":",
                        "\"outputs\":[{\"name\":\"label\"},{\"name\":\"label\"}],\"inputs\":",
                        "output \"label\" must be asked for once, got it twice"));
    }

    @ParameterizedTest
    @MethodSource
    void refuses(String body, String message) {
        assertThatThrownBy(() -> Requests.read(body))
                .isInstanceOf(RequestRefused.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void refusesOtherEncodings() {
        byte[] utf16 = GOOD.getBytes(StandardCharsets.UTF_16LE);

        assertThatThrownBy(() -> Requests.reader().read(utf16)).hasMessage("body must be JSON in UTF-8");
    }

    private static Arguments wrong(String name, String part, String replacement, String message) {
        assertThat(GOOD).contains(part);
        return argumentSet(name, GOOD.replace(part, replacement), message);
    }

    private static InputTensor tensor(InferRequest request, int index) {
        return request.batch().inputs().get(index);
    }
}
