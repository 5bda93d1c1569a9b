package dev.signalbox.monitor.records;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.monitor.http.Parameters;
import jakarta.ws.rs.QueryParam;
import java.time.Clock;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Which records are asked for, as it came. */
public class RecordParameters extends RecordRange {
    /** Only what this version answered. */
    @QueryParam("version")
    @Parameter(description = "only what this version answered")
    @Nullable
    String version;

    /** Before when. */
    @QueryParam("to")
    @Parameter(description = "before when, in ISO 8601")
    @Nullable
    String to;

    @Nullable
    ModelVersion version() {
        return version == null ? null : Parameters.version("version", version);
    }

    Instant end(Clock clock) {
        return end("to", to, clock);
    }
}
