package dev.signalbox.router.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FramingTest {
    private static final List<String> HOST = List.of("a");
    private static final List<String> CHUNKED = List.of("Chunked");

    static Stream<Arguments> requests() {
        return Stream.of(
                argumentSet("no body", true, HOST, List.of(), false, ""),
                argumentSet("a length", true, HOST, List.of(), true, ""),
                argumentSet("chunks", true, HOST, CHUNKED, false, ""),
                argumentSet("old and without a host", false, List.of(), List.of(), true, ""),
                argumentSet("no host", true, List.of(), List.of(), false, "Host"),
                argumentSet("two hosts", true, List.of("a", "b"), List.of(), false, "2 times"),
                argumentSet("length and chunks", true, HOST, CHUNKED, true, "exclude each other"),
                argumentSet("length and an unknown coding", true, HOST, List.of("x"), true, "exclude each other"),
                argumentSet("chunks in HTTP/1.0", false, HOST, CHUNKED, false, "HTTP/1.1"),
                argumentSet("two codings", true, HOST, List.of("gzip, chunked"), false, "must be chunked"),
                argumentSet("a coding twice", true, HOST, List.of("chunked", "chunked"), false, "must be chunked"),
                argumentSet("a coding in disguise", true, HOST, List.of("xchunked"), false, "must be chunked"));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestIsFramedInOneWayOnly(
            boolean later, List<String> hosts, List<String> codings, boolean length, String fault) {
        assertThat(Framing.fault(later, hosts, codings, length).orElse("")).contains(fault);
        assertThat(Framing.fault(later, hosts, codings, length).isEmpty()).isEqualTo(fault.isEmpty());
    }
}
