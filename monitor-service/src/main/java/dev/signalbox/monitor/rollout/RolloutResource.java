package dev.signalbox.monitor.rollout;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.rollout.RolloutReport;
import dev.signalbox.monitor.http.BadRequestException;
import dev.signalbox.monitor.http.Parameters;
import dev.signalbox.monitor.http.Problem;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Where the operator tells where a rollout is, and others read it. */
@Path("/v1/deployments/{namespace}/{name}/rollout")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class RolloutResource {
    /* A clock that is wrong must not make every later report look late. */
    private static final Duration AHEAD = Duration.ofHours(1);
    private static final int MOST_ANSWERED = 1_000;

    private final RolloutStore store;
    private final Clock clock;

    RolloutResource(RolloutStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Keeps a report; answers when it is durable. */
    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Tell where a rollout is; the same again changes nothing")
    public Response put(
            @PathParam("namespace") String namespace, @PathParam("name") String name, @Nullable RolloutReport report) {
        DeploymentName deployment = Parameters.deployment(namespace, name);
        RolloutReport given = Parameters.present("body", report);
        if (!given.deployment().equals(deployment)) {
            throw new BadRequestException(
                    "rollout.deployment must be that of the path, " + deployment + ", got " + given.deployment());
        }
        Instant latest = clock.instant().plus(AHEAD);
        if (given.at().isBefore(Instant.EPOCH) || given.at().isAfter(latest)) {
            throw new BadRequestException(
                    "rollout.at must be between " + Instant.EPOCH + " and " + latest + ", got " + given.at());
        }
        store.put(given);
        return Response.noContent().build();
    }

    /** The latest report. */
    @GET
    @Operation(summary = "Where a rollout is")
    public Response get(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        return store.get(Parameters.deployment(namespace, name))
                .map(report -> Response.ok(report).build())
                .orElseGet(() -> Problem.ofStatus(404).response());
    }

    /** The reports that said something else than the one before, oldest first: the newest 1,000 of a time. */
    @GET
    @Path("/changes")
    @Operation(summary = "How a rollout came where it is, oldest first")
    public List<RolloutReport> changes(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to) {
        Instant first = from == null ? Instant.EPOCH : Parameters.instant("from", from);
        Instant last = to == null ? clock.instant().plus(AHEAD) : Parameters.instant("to", to);
        return store.changes(Parameters.deployment(namespace, name), first, last, MOST_ANSWERED);
    }
}
