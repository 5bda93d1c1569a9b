package dev.signalbox.monitor.traffic;

import dev.signalbox.monitor.http.Parameters;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Where pages see load, failures and latency over time. */
@Path("/v1/deployments/{namespace}/{name}/traffic")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class TrafficResource {
    private static final Duration USUAL = Duration.ofMinutes(15);

    private final TrafficReader reader;
    private final Clock clock;

    TrafficResource(TrafficReader reader, Clock clock) {
        this.reader = reader;
        this.clock = clock;
    }

    /** What the versions of a deployment were asked and answered within a time, in at most 240 steps. */
    @GET
    @Operation(summary = "Requests, failures, latency and rows by version over time, in at most 240 steps")
    public Traffic traffic(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to) {
        Instant end = to == null ? clock.instant() : Parameters.instant("to", to);
        Instant begin = from == null ? end.minus(USUAL) : Parameters.instant("from", from);
        return reader.read(Parameters.deployment(namespace, name), Parameters.checked(() -> Grid.of(begin, end)));
    }
}
