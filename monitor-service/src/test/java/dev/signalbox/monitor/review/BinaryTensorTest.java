package dev.signalbox.monitor.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BinaryTensorTest {
    static Stream<Arguments> tensors() {
        return Stream.of(
                argumentSet("truths", "BOOL", "0100", of(true, false)),
                argumentSet("small numbers", "INT8", "ff7f", of(-1L, 127L)),
                argumentSet("small numbers without a sign", "UINT8", "ff", of(255L)),
                argumentSet("short numbers", "INT16", "feff", of(-2L)),
                argumentSet("short numbers without a sign", "UINT16", "feff", of(65_534L)),
                argumentSet("numbers", "INT32", "ffffffff01000000", of(-1L, 1L)),
                argumentSet("numbers without a sign", "UINT32", "ffffffff", of(4_294_967_295L)),
                argumentSet("long numbers", "INT64", "feffffffffffffff", of(-2L)),
                argumentSet(
                        "long numbers without a sign",
                        "UINT64",
                        "ffffffffffffffff",
                        of(new BigInteger("18446744073709551615"))),
                argumentSet("halves", "FP16", "003c007e", of(1.0f, null)),
                argumentSet("other halves", "BF16", "803f", of(1.0f)),
                argumentSet("floats", "FP32", "0000c03f0000c07f", of(1.5f, null)),
                argumentSet("doubles", "FP64", "000000000000f83f000000000000f07f", of(1.5, null)),
                argumentSet("texts", "BYTES", "0200000068690000000003000000e282ac", of("hi", "", "€")),
                argumentSet("a picture", "BYTES", "0800000089504e470d0a1a0a", of("iVBORw0KGgo=")),
                argumentSet("nothing", "FP32", "", of()));
    }

    @ParameterizedTest
    @MethodSource("tensors")
    void elementsAreReadAsTheirDatatypeSays(String datatype, String bytes, List<@Nullable Object> elements) {
        assertThat(BinaryTensor.elements(datatype, HexFormat.of().parseHex(bytes)))
                .contains(elements);
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                argumentSet("half a number", "FP32", "0000c0"),
                argumentSet("an unknown datatype", "FP8", "00"),
                argumentSet("half a length", "BYTES", "0100"),
                argumentSet("less than its length", "BYTES", "0500000068"),
                argumentSet("a length below zero", "BYTES", "ffffffff68"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatDoesNotFitIsNotRead(String datatype, String bytes) {
        assertThat(BinaryTensor.elements(datatype, HexFormat.of().parseHex(bytes)))
                .isEmpty();
    }

    @Test
    void moreThanAnybodyLooksAtIsNotRead() {
        assertThat(BinaryTensor.elements("UINT8", new byte[BinaryTensor.MOST]).orElseThrow())
                .hasSize(BinaryTensor.MOST);
        assertThat(BinaryTensor.elements("UINT8", new byte[BinaryTensor.MOST + 1]))
                .isEmpty();
        assertThat(BinaryTensor.elements("BYTES", new byte[4 * (BinaryTensor.MOST + 1)]))
                .isEmpty();
    }

    @Property
    void noBytesAreTooStrange(@ForAll @Size(max = 64) byte[] bytes) {
        assertThat(BinaryTensor.elements("BYTES", bytes)).isNotNull();
        assertThat(BinaryTensor.elements("FP16", bytes)).isNotNull();
    }

    private static List<@Nullable Object> of(@Nullable Object... elements) {
        return Arrays.asList(elements);
    }
}
