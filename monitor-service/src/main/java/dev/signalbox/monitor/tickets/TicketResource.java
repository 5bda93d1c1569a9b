package dev.signalbox.monitor.tickets;

import dev.signalbox.api.review.TicketRequest;
import dev.signalbox.api.review.TicketStatus;
import dev.signalbox.monitor.http.Parameters;
import dev.signalbox.monitor.http.Problem;
import dev.signalbox.monitor.metrics.MeterNames;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Where routers put requests before people. */
@Path("/v1/tickets")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class TicketResource {
    private final TicketStore store;
    private final MeterRegistry registry;
    private final Clock clock;

    TicketResource(TicketStore store, MeterRegistry registry, Clock clock) {
        this.store = store;
        this.registry = registry;
        this.clock = clock;
    }

    /** Keeps a ticket; answers when it is durable. The same ticket again changes nothing. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Put a request before people, once")
    public Response keep(@Nullable TicketRequest request) {
        TicketRequest given = Parameters.present("body", request);
        TicketStore.Kept kept = store.keep(given, clock.instant());
        registry.counter(
                        MeterNames.TICKETS,
                        MeterNames.REASON,
                        given.reason().name(),
                        MeterNames.RESULT,
                        kept.name().toLowerCase(Locale.ROOT))
                .increment();
        return switch (kept) {
            case NEW -> Response.status(201).entity(status(given)).build();
            case KNOWN -> Response.ok(status(given)).build();
            case FULL ->
                Problem.busy("as many tickets of " + given.deployment() + " wait as may")
                        .response();
        };
    }

    private TicketStatus status(TicketRequest given) {
        return store.get(given.deployment(), given.requestId()).orElseThrow().status();
    }
}
