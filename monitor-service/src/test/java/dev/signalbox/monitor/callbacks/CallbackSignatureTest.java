package dev.signalbox.monitor.callbacks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CallbackSignatureTest {
    /* By: printf '1767225600.{"a":1}' | openssl dgst -sha256 -hmac 'a secret of some length' */
    @Test
    void theSignatureIsTheOneThatOthersCompute() {
        byte[] secret = "a secret of some length".getBytes(StandardCharsets.UTF_8);

        assertThat(CallbackSignature.of(secret, Instant.ofEpochSecond(1_767_225_600), "{\"a\":1}"))
                .isEqualTo(new CallbackSignature(
                        "1767225600", "v1=c08025f43e28eeedec9e6ef0c858cac186693835c4ece71c72aefdf2f1493e63"));
    }
}
