package dev.signalbox.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.server.codec.RequestRefused;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcTimeoutTest {
    private static final Duration USUAL = Duration.ofSeconds(30);

    @ParameterizedTest
    @CsvSource({
        "1H, PT1H",
        "2M, PT2M",
        "3S, PT3S",
        "250m, PT0.25S",
        "7u, PT0.000007S",
        "9n, PT0.000000009S",
        "99999999H, PT1H",
        "0m, PT0.000000001S"
    })
    void readsEveryUnitWithinAnHour(String header, Duration expected) {
        assertThat(GrpcTimeout.read(header, USUAL)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "m", "5s", "-5m", "123456789m", "5m "})
    void refusesWhatIsNone(String header) {
        assertThatThrownBy(() -> GrpcTimeout.read(header, USUAL))
                .isInstanceOf(RequestRefused.class)
                .hasMessageContaining("grpc-timeout must be 1 to 8 digits");
    }

    @Test
    void isTheConfiguredOneWhereNoneIsGiven() {
        assertThat(GrpcTimeout.read(null, USUAL)).isEqualTo(USUAL);
    }

    @Test
    void messagesOfStatusesKeepWhatAsciiCanNotHold() {
        assertThat(GrpcAnswers.percentEncoded("a \"ü\" is 100%\n")).isEqualTo("a \"%C3%BC\" is 100%25%0A");
    }
}
