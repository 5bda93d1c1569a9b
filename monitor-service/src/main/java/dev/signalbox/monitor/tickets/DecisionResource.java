package dev.signalbox.monitor.tickets;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.monitor.access.Guard;
import dev.signalbox.monitor.access.Role;
import dev.signalbox.monitor.http.BadRequestException;
import dev.signalbox.monitor.http.Parameters;
import dev.signalbox.monitor.http.Problem;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Where applications, through a router, hear what people decided. */
@Path("/v1/deployments/{namespace}/{name}/decisions/{requestId}")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class DecisionResource {
    private static final int LONGEST_WAIT = 60;
    private static final int RETRY_SECONDS = 10;
    private static final long LOOK_EVERY_MILLIS = 250;

    /* Each takes a thread while it waits; whoever is one too many is answered at once and may ask again. */
    private static final int WAITING_AT_A_TIME = 64;

    private final TicketStore store;
    private final Guard guard;
    private final Semaphore waiting = new Semaphore(WAITING_AT_A_TIME);

    DecisionResource(TicketStore store, Guard guard) {
        this.store = store;
        this.guard = guard;
    }

    /** What was decided on a request; waits for it for so many seconds. */
    @GET
    @Operation(summary = "What a person decided on a request: 200 once it is over, 202 while it is waited for")
    public Response decision(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("requestId") String requestId,
            @QueryParam("wait") @Nullable String wait,
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Parameter(hidden = true) @Nullable String authorization)
            throws InterruptedException {
        /* What was decided is for whoever asked: applications ask by way of a router, which is known. */
        guard.require(authorization, Role.TELEMETRY);
        DeploymentName deployment = Parameters.deployment(namespace, name);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds(wait));
        Optional<KeptTicket> found = store.glance(deployment, requestId);
        if (wait != null && waiting.tryAcquire()) {
            try {
                while (found.isPresent() && !found.get().state().over() && System.nanoTime() - until < 0) {
                    TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
                    found = store.glance(deployment, requestId);
                }
            } finally {
                waiting.release();
            }
        }
        return found.map(DecisionResource::answer)
                .orElseGet(() -> Problem.ofStatus(404).response());
    }

    private static Response answer(KeptTicket ticket) {
        return ticket.state().over()
                ? Response.ok(ticket.status()).build()
                : Response.accepted(ticket.status())
                        .header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS)
                        .build();
    }

    private static int seconds(@Nullable String wait) {
        if (wait == null) {
            return 0;
        }
        String digits = wait.endsWith("s") ? wait.substring(0, wait.length() - 1) : wait;
        if (!digits.matches("\\d{1,2}") || Integer.parseInt(digits) > LONGEST_WAIT) {
            throw new BadRequestException("wait must be at most " + LONGEST_WAIT + " seconds such as 30s, got \""
                    + (wait.length() <= 20 ? wait : wait.substring(0, 20)) + "\"");
        }
        return Integer.parseInt(digits);
    }
}
