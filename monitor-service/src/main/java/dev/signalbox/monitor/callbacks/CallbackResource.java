package dev.signalbox.monitor.callbacks;

import dev.signalbox.monitor.access.Guard;
import dev.signalbox.monitor.access.Role;
import dev.signalbox.monitor.http.BadRequestException;
import dev.signalbox.monitor.http.Parameters;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Where operators see which decisions could not be sent, and have them sent again once the application is well. */
@Path("/v1/callbacks")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@RegisterForReflection(
        targets = {CallbackResource.By.class, CallbackResource.Retried.class, GivenUpCallbacks.GivenUp.class})
public class CallbackResource {
    private static final int USUAL = 50;
    private static final int MOST = 500;
    private static final Pattern WHO = Pattern.compile("[A-Za-z0-9][A-Za-z0-9@._ -]{0,63}");

    private final GivenUpCallbacks callbacks;
    private final Guard guard;
    private final Clock clock;

    CallbackResource(GivenUpCallbacks callbacks, Guard guard, Clock clock) {
        this.callbacks = callbacks;
        this.guard = guard;
        this.clock = clock;
    }

    /** Who has something done, for the trail of it. */
    public record By(@Nullable String by) {
        String who() {
            String given = Parameters.present("by", by);
            if (!WHO.matcher(given).matches()) {
                throw new BadRequestException(
                        "by must be 1 to 64 letters, digits, '@', '.', '_', '-' or spaces, and begin with a letter or a digit");
            }
            return given;
        }
    }

    /** How many are sent again. */
    public record Retried(int retried) {}

    /** The decisions that are not tried any more, those given up last first. */
    @GET
    @Operation(summary = "Decisions that are not sent any more, and why, those given up last first")
    public List<GivenUpCallbacks.GivenUp> givenUp(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Parameter(hidden = true) @Nullable String authorization,
            @QueryParam("deployment") @Nullable String deployment,
            @QueryParam("limit") @Nullable String limit) {
        guard.require(authorization, Role.ADMINISTRATION);
        return callbacks.some(
                deployment == null ? null : Parameters.deployment(deployment),
                Parameters.number("limit", limit, USUAL, MOST));
    }

    /** Has them sent again, from the first try on: all of a deployment, or that on one request. */
    @POST
    @Path("/retry")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary =
                    "Send decisions again that were given up: of a deployment (at most 1,000 at a time), or on one request")
    public Retried retry(
            @QueryParam("deployment") @Nullable String deployment,
            @QueryParam("requestId") @Nullable String requestId,
            @Nullable By by) {
        return new Retried(callbacks.retry(
                Parameters.deployment(Parameters.present("deployment", deployment)),
                requestId,
                Parameters.present("body", by).who(),
                clock.instant()));
    }
}
