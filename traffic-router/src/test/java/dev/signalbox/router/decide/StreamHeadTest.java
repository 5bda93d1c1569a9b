package dev.signalbox.router.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamHeadTest {
    @Test
    void anOrdinaryHeadHasNoFault() {
        assertThat(new StreamHead("POST", "/v2/models/a/infer?x=%20", "models.example:8080").fault())
                .isEmpty();
        assertThat(new StreamHead("OPTIONS", "*", "[::1]:8080").fault()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "GET\n", "GÉT", "GET/"})
    void aMethodIsAToken(String method) {
        assertThat(new StreamHead(method, "/", "a").fault()).contains(":method must be a token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v2", "/a b", "/a\r\nb", "/é", "http://a/", "/\u007f"})
    void aPathIsOneWordOfVisibleCharacters(String target) {
        assertThat(new StreamHead("GET", target, "a").fault())
                .hasValueSatisfying(f -> assertThat(f).startsWith(":path"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "u@a", "a b", "a\nb"})
    void anAuthorityIsAHostAndNoUser(String authority) {
        assertThat(new StreamHead("GET", "/", authority).fault())
                .hasValueSatisfying(f -> assertThat(f).startsWith(":authority"));
    }

    @ParameterizedTest
    @CsvSource({
        "connection,x",
        "keep-alive,x",
        "transfer-encoding,chunked",
        "upgrade,h2c",
        "te,gzip",
        "content-length,+1",
        "x y,1"
    })
    void whatBelongsToAConnectionOrEndsALineHasNoPlace(String name, String value) {
        assertThat(StreamHead.fault(Map.entry(name, value))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\0b", " a", "a\t"})
    void aValueIsOneLineWithoutBlanksAroundIt(String value) {
        assertThat(StreamHead.fault(Map.entry("x-a", value))).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"te,trailers", "content-length,12", "x-a,a b", "cookie,a=1", "x-a,é"})
    void ordinaryHeadersHaveNoFault(String name, String value) {
        assertThat(StreamHead.fault(Map.entry(name, value))).isEmpty();
    }
}
