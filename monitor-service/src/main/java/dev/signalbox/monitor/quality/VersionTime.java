package dev.signalbox.monitor.quality;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.monitor.http.DeploymentPath;
import dev.signalbox.monitor.http.Parameters;
import dev.signalbox.monitor.records.RecordQuery;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** A version, and the time of its recorded answers, as they came; the last day where nothing else is said. */
public class VersionTime extends DeploymentPath {
    static final int MOST_RECORDS = 50_000;

    private static final Duration USUAL = Duration.ofDays(1);

    @PathParam("version")
    String version = "";

    /** From when on. */
    @QueryParam("from")
    @Parameter(description = "from when on, in ISO 8601; a day before the end where it is not given")
    @Nullable
    String from;

    /** Before when. */
    @QueryParam("to")
    @Parameter(description = "before when, in ISO 8601; now where it is not given")
    @Nullable
    String to;

    ModelVersion version() {
        return Parameters.version("version", version);
    }

    RecordQuery query(Clock clock) {
        Instant until = to == null ? clock.instant() : Parameters.instant("to", to);
        Instant since = from == null ? until.minus(USUAL) : Parameters.instant("from", from);
        return Parameters.checked(() -> new RecordQuery(deployment(), since, until, MOST_RECORDS));
    }
}
