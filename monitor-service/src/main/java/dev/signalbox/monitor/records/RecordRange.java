package dev.signalbox.monitor.records;

import dev.signalbox.monitor.http.DeploymentPath;
import dev.signalbox.monitor.http.Parameters;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.QueryParam;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Where records that are asked for begin, how many, and who asks, as it came; where they end, each question names in its own way. */
public class RecordRange extends DeploymentPath {
    /* Clocks of senders may be ahead. */
    private static final Duration AHEAD = Duration.ofHours(1);

    /** From when on. */
    @QueryParam("from")
    @Parameter(description = "from when on, in ISO 8601")
    @Nullable
    String from;

    /** How many. */
    @QueryParam("limit")
    @Parameter(description = "how many at most")
    @Nullable
    String limit;

    /** Where to go on. */
    @QueryParam("cursor")
    @Parameter(description = "where to go on: the next of the answer before")
    @Nullable
    String cursor;

    /** Who asks. */
    @HeaderParam("Authorization")
    @Parameter(hidden = true)
    @Nullable
    String authorization;

    /** Who asks, by the header that came. */
    public final @Nullable String authorization() {
        return authorization;
    }

    /** How many are asked for. */
    public final int limit(int usual, int most) {
        return Parameters.number("limit", limit, usual, most);
    }

    /** An end as it came, or after all records that there can be. */
    protected static Instant end(String parameter, @Nullable String text, Clock clock) {
        return text == null ? clock.instant().plus(AHEAD) : Parameters.instant(parameter, text);
    }

    /** What is asked for, up to an end, and at most so many. */
    public final RecordQuery query(Instant end, int most) {
        Instant begin = from == null ? Instant.EPOCH : Parameters.instant("from", from);
        return Parameters.checked(
                () -> new RecordQuery(deployment(), begin, end, most, cursor == null ? null : Place.parse(cursor)));
    }
}
