package dev.signalbox.api.telemetry;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Require;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one instance counted about one version over a short interval. {@code instance} and {@code sequence} together
 * identify it, so that sending it again is safe; an instance takes a new name whenever its sequence starts anew. A router's
 * window has {@code router}, a model server's {@code server}.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TelemetryWindow(
        String instance,
        long sequence,
        DeploymentName deployment,
        ModelVersion version,
        Reporter reporter,
        Instant start,
        Instant end,
        @Nullable RouterCounts router,
        @Nullable ServerCounts server) {
    private static final Pattern INSTANCE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,127}");
    private static final Duration LONGEST = Duration.ofHours(1);

    public TelemetryWindow {
        Require.matching("window.instance", instance, INSTANCE, "1 to 128 letters, digits, '.', '_', '/' or '-'");
        Require.within("window.sequence", sequence, 0, Long.MAX_VALUE);
        Require.present("window.deployment", deployment);
        Require.present("window.version", version);
        Require.present("window.start", start);
        Require.present("window.end", end);
        if (!end.isAfter(start) || Duration.between(start, end).compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "window.end must be after window.start by at most " + LONGEST + ", got " + start + " to " + end);
        }
        boolean routers = Require.present("window.reporter", reporter) == Reporter.ROUTER;
        if (routers != (router != null) || routers == (server != null)) {
            throw new IllegalArgumentException(
                    "window must have router counts from a router and server counts from a model-server, and no others");
        }
    }

    /** A router's window. */
    public static TelemetryWindow ofRouter(
            Origin origin, DeploymentName deployment, ModelVersion version, RouterCounts counts) {
        return new TelemetryWindow(
                origin.instance(),
                origin.sequence(),
                deployment,
                version,
                Reporter.ROUTER,
                origin.start(),
                origin.end(),
                counts,
                null);
    }

    /** A model server's window. */
    public static TelemetryWindow ofServer(
            Origin origin, DeploymentName deployment, ModelVersion version, ServerCounts counts) {
        return new TelemetryWindow(
                origin.instance(),
                origin.sequence(),
                deployment,
                version,
                Reporter.MODEL_SERVER,
                origin.start(),
                origin.end(),
                null,
                counts);
    }

    /** Who counted a window, as which of its windows, and over which time. */
    public record Origin(String instance, long sequence, Instant start, Instant end) {}
}
