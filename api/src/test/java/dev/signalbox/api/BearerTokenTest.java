package dev.signalbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BearerTokenTest {
    @Test
    void aTokenIsShownWithRequestsAndNowhereElse() {
        BearerToken token = BearerToken.of(Optional.of(" secret-of-sixteen "));

        assertThat(shown(token)).containsExactly(Map.entry("Authorization", "Bearer secret-of-sixteen"));
        assertThat(token.toString()).doesNotContain("secret");
    }

    @Test
    void withoutATokenNothingIsShown() {
        for (Optional<String> setting : List.of(Optional.<String>empty(), Optional.of(""), Optional.of("  "))) {
            assertThat(shown(BearerToken.of(setting))).isEmpty();
        }
    }

    private static Map<String, String> shown(BearerToken token) {
        Map<String, String> headers = new HashMap<>();
        token.show(headers::put);
        return headers;
    }
}
