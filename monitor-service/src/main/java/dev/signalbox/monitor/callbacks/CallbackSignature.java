package dev.signalbox.monitor.callbacks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * By what an application knows that a decision comes from here and is not an old one sent again: an HMAC with SHA-256 over the time and
 * the body.
 */
record CallbackSignature(String timestamp, String signature) {
    private static final String ALGORITHM = "HmacSHA256";

    /** Signs a body at this time. */
    static CallbackSignature of(byte[] secret, Instant now, String body) {
        String timestamp = Long.toString(now.getEpochSecond());
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            byte[] sum = mac.doFinal((timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
            return new CallbackSignature(timestamp, "v1=" + HexFormat.of().formatHex(sum));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
