package dev.signalbox.api.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.signalbox.api.Require;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the decisions of people are sent. {@code secret} names what they are signed with, as the monitor knows it; null: they are
 * not signed.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Callback(
        @JsonPropertyDescription("Where decisions are posted.")
        String url,

        @JsonPropertyDescription("The name of the secret that signs them. Absent: they are not signed.") @Nullable
        String secret) {
    private static final int LONGEST_URL = 2_048;
    private static final int LARGEST_PORT = 65_535;
    private static final Pattern URL =
            Pattern.compile("https?://([A-Za-z0-9]([-A-Za-z0-9.]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+])(:\\d{1,5})?"
                    + "([/?](?:[-A-Za-z0-9._~:/?@!$&'()*+,;=]++|%[0-9A-Fa-f]{2})*+)?");
    private static final Pattern SECRET = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    public Callback {
        Require.atMost("automation.callback.url", LONGEST_URL, url);
        if (!URL.matcher(url).matches() || !named(url)) {
            throw new IllegalArgumentException("automation.callback.url must be an http or https URL with a host,"
                    + " without a user and without a fragment, got \"" + shown(url) + "\"");
        }
        if (secret != null) {
            Require.matching(
                    "automation.callback.secret",
                    secret,
                    SECRET,
                    "at most 63 small letters, digits and '-', with a letter or a digit at both ends");
        }
    }

    /* What looks like a name may be none, such as a..b or 300.1.1.1: nothing could ever be sent there. */
    private static boolean named(String url) {
        try {
            URI parsed = new URI(url);
            return parsed.getHost() != null && parsed.getPort() <= LARGEST_PORT;
        } catch (URISyntaxException wrong) {
            return false;
        }
    }

    private static String shown(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }
}
