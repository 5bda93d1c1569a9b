package dev.signalbox.api.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackContractTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://loans.example",
                "http://10.0.0.1:8080/decided?of=a%20b&x=(1)",
                "http://[::1]:80/a/b",
                "https://a.b-c.example/?q"
            })
    void urlsOfApplicationsAreTaken(String url) {
        assertThat(URI.create(new Callback(url, "a-1").url()).getHost()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://loans.example",
                "loans.example",
                "http://",
                "http:///path",
                "http://user:word@loans.example",
                "http://loans.123",
                "http://a..b/",
                "http://300.1.1.1/",
                "http://a-.b/",
                "http://loans.example:65536/",
                "http://loans.example:99999/",
                "http://loans.example/#part",
                "http://loans.example/a b",
                "http://loans.example/%zz",
                "http://loans.example/\r\nHost: other",
                "file:///etc/passwd"
            })
    void nothingElseIs(String url) {
        assertThatThrownBy(() -> new Callback(url, null))
                .hasMessageStartingWith("automation.callback.url must be an http or https URL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a", "a/b", "A", "", ".", "a.b"})
    void aSecretIsAName(String secret) {
        assertThatThrownBy(() -> new Callback("http://a", secret))
                .hasMessageStartingWith("automation.callback.secret must be");
    }

    @Test
    void aLongUrlIsNoTrouble() {
        String url = "http://a/" + "%20".repeat(600);

        assertThat(new Callback(url, null).url()).isEqualTo(url);
        assertThatThrownBy(() -> new Callback(url + "a".repeat(1_000), null)).hasMessageContaining("at most 2048");
    }
}
