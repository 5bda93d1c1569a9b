package dev.signalbox.router.delivery;

import dev.signalbox.api.BearerToken;
import dev.signalbox.router.config.TelemetryConfig;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Optional;

/** Where the monitor takes something, and what it wants to see. */
public record Receiver(URI target, BearerToken token) {
    /** At a path of the monitor, where one is configured. */
    public static Optional<Receiver> of(TelemetryConfig config, String path) {
        return base(config).map(url -> new Receiver(URI.create(url + path), BearerToken.of(config.token())));
    }

    /** The monitor's base URL without a slash at its end, where one is configured. */
    public static Optional<String> base(TelemetryConfig config) {
        return config.url().map(url -> url.strip().replaceAll("/+$", "")).filter(url -> !url.isEmpty());
    }

    /** Whether a status says that the monitor will never take what it was sent. */
    public static boolean refusedForGood(int status) {
        return status == 400 || status == 413 || status == 422;
    }

    /** Whether an answer says that the monitor has as many of this kind as may wait: it is there, and takes others. */
    public static boolean crowded(int status, String said) {
        if (status != 503) {
            return false;
        }
        try {
            return "busy".equals(new JsonObject(said).getString("type"));
        } catch (DecodeException | ClassCastException none) {
            return false;
        }
    }
}
