package dev.signalbox.monitor.callbacks;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackTargetsTest {
    private static Optional<CallbackPost.Result> refusal(String url, String... hosts) {
        return new CallbackTargets(List.of(hosts)).refusal(URI.create(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "http://localhost:9000/",
                "http://[::1]/",
                "http://10.0.0.7/",
                "https://192.168.1.1:8443/",
                "http://93.184.216.34/"
            })
    void hostsMustBeNamed(String url) {
        assertThat(refusal(url)).get().satisfies(result -> {
            assertThat(result.outcome()).isEqualTo(CallbackOutcome.HOST);
            assertThat(result.detail()).contains("signalbox.monitor.callbacks.hosts does not name");
        });
        assertThat(refusal(url, "*")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data",
                "http://[fe80::1]/",
                "http://[::ffff:169.254.169.254]/",
                "http://[fd00:ec2::254]/",
                "http://100.100.100.200/"
            })
    void metadataIsNeverSentTo(String url) {
        String host = URI.create(url).getHost();
        for (String named : List.of("*", host)) {
            assertThat(refusal(url, named)).get().satisfies(result -> {
                assertThat(result.outcome()).isEqualTo(CallbackOutcome.HOST);
                assertThat(result.detail()).contains("link-local");
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1/, 127.0.0.1, true",
        "http://LOANS.example/, loans.example, true",
        "http://a.apps.example/, *.apps.example, true",
        "http://apps.example/, *.apps.example, false",
        "http://evilapps.example/, *.apps.example, false",
        "http://10.0.0.7/, loans.example, false",
    })
    void whereHostsAreNamedOnlyTheyMayBeSentTo(String url, String host, boolean allowed) {
        assertThat(refusal(url, host).isEmpty()).isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://a..b/", "http://300.1.1.1/"})
    void whatNamesNoHostIsNotSentTo(String url) {
        assertThat(refusal(url, "*"))
                .get()
                .extracting(CallbackPost.Result::outcome)
                .isEqualTo(CallbackOutcome.UNREACHABLE);
    }
}
