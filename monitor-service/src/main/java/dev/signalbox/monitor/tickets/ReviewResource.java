package dev.signalbox.monitor.tickets;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.review.TicketState;
import dev.signalbox.monitor.access.Guard;
import dev.signalbox.monitor.access.Role;
import dev.signalbox.monitor.http.BadRequestException;
import dev.signalbox.monitor.http.Parameters;
import dev.signalbox.monitor.http.Problem;
import dev.signalbox.monitor.metrics.MeterNames;
import dev.signalbox.monitor.review.Ticket;
import dev.signalbox.monitor.store.StorableText;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The review queue: where people take tickets and decide. */
@Path("/v1/reviews")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@RegisterForReflection(targets = {KeptTicket.class, ReviewResource.Said.class, TicketRows.Act.class})
public class ReviewResource {
    private static final int USUAL = 50;
    private static final int MOST = 500;
    private static final int LONGEST = 1_024;
    private static final Pattern REVIEWER = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}@._ -]{0,63}");

    private final TicketStore store;
    private final ReviewConfig config;
    private final Guard guard;
    private final MeterRegistry registry;
    private final Clock clock;

    ReviewResource(TicketStore store, ReviewConfig config, Guard guard, MeterRegistry registry, Clock clock) {
        this.store = store;
        this.config = config;
        this.guard = guard;
        this.registry = registry;
        this.clock = clock;
    }

    /** What a reviewer says: who he is, what he decides, and a word to it. */
    public record Said(
            @Nullable String reviewer,
            @Nullable Object decision,
            @Nullable String note) {
        String who() {
            String given = Parameters.present("reviewer", reviewer);
            if (!REVIEWER.matcher(given).matches()) {
                throw new BadRequestException(
                        "reviewer must be 1 to 64 letters, digits, '@', '.', '_', '-' or spaces, and begin with a letter or a digit");
            }
            return given;
        }

        @Nullable
        String word() {
            if (note != null && note.length() > LONGEST) {
                throw new BadRequestException(
                        "note must have at most " + LONGEST + " characters, got " + note.length());
            }
            return note == null ? null : StorableText.of(note);
        }
    }

    /**
     * The queue: tickets in a state, those first that are to be decided on first. With {@code inputs=false},
     * without what was asked and answered.
     */
    @GET
    @Operation(summary = "Tickets in a state, those first that are to be decided on first")
    public List<KeptTicket> some(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @QueryParam("deployment") @Nullable String deployment,
            @QueryParam("state") @Nullable String state,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("inputs") @Nullable String inputs) {
        guard.require(authorization, Role.REVIEW);
        return store
                .some(new TicketStore.Question(
                        deployment == null ? null : Parameters.deployment(deployment),
                        state(state),
                        Parameters.number("limit", limit, USUAL, MOST),
                        content(inputs)))
                .stream()
                .map(KeptTicket::shown)
                .toList();
    }

    private static boolean content(@Nullable String text) {
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw new BadRequestException("inputs must be true or false");
        }
        return !"false".equals(text);
    }

    private static TicketState state(@Nullable String text) {
        if (text == null) {
            return TicketState.Waiting;
        }
        for (TicketState state : TicketState.values()) {
            if (state.name().equalsIgnoreCase(text)) {
                return state;
            }
        }
        throw new BadRequestException("state must be one of " + List.of(TicketState.values()));
    }

    /** Takes the ticket that is to be decided on next; 204 where there is none. */
    @POST
    @Path("/next")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Claim the ticket that is to be decided on next; 204 where there is none")
    public Response next(@QueryParam("deployment") @Nullable String deployment, @Nullable Said said) {
        String who = Parameters.present("body", said).who();
        return store.claimNext(deployment == null ? null : Parameters.deployment(deployment), who, clock.instant())
                .map(ticket -> Response.ok(ticket.shown()).build())
                .orElseGet(() -> Response.noContent().build());
    }

    /** A ticket. */
    @GET
    @Path("/{namespace}/{name}/{requestId}")
    @Operation(summary = "A ticket")
    public Response one(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("requestId") String requestId) {
        guard.require(authorization, Role.REVIEW);
        return store.get(Parameters.deployment(namespace, name), requestId)
                .map(ticket -> Response.ok(ticket.shown()).build())
                .orElseGet(() -> Problem.ofStatus(404).response());
    }

    /** Who did what with a ticket, oldest first. */
    @GET
    @Path("/{namespace}/{name}/{requestId}/audit")
    @Operation(summary = "Who did what with a ticket, oldest first")
    public List<TicketRows.Act> audit(
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("requestId") String requestId) {
        guard.require(authorization, Role.REVIEW);
        return store.acts(Parameters.deployment(namespace, name), requestId);
    }

    /** Does something with a ticket: claim, release, decide, skip or note. */
    @POST
    @Path("/{namespace}/{name}/{requestId}/{action: claim|release|decide|skip|note}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Claim, release, decide, skip or note")
    public Response act(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("requestId") String requestId,
            @PathParam("action") String action,
            @Nullable Said said) {
        DeploymentName deployment = Parameters.deployment(namespace, name);
        Said given = Parameters.present("body", said);
        Instant now = clock.instant();
        TicketRows.Act act = new TicketRows.Act(now, given.who(), action, given.word());
        Optional<Ticket.Result> result = switch (action) {
            case "claim" -> store.move(deployment, requestId, new Ticket.Move.Claim(config.lease()), act);
            case "decide" -> store.move(deployment, requestId, new Ticket.Move.Decide(decision(given)), act);
            case "note" -> noted(deployment, requestId, act);
            default -> store.move(deployment, requestId, new Ticket.Move.Release(), act);
        };
        count(action, result);
        if (result.isPresent() && result.get() instanceof Ticket.Result.Refused refused) {
            return Problem.conflict("ticket-state", refused.why()).response();
        }
        return result.flatMap(done -> store.get(deployment, requestId))
                .map(ticket -> Response.ok(ticket.shown()).build())
                .orElseGet(() -> Problem.ofStatus(404).response());
    }

    private Optional<Ticket.Result> noted(DeploymentName deployment, String requestId, TicketRows.Act act) {
        Parameters.present("note", act.detail());
        return store.get(deployment, requestId).map(ticket -> {
            store.note(deployment, requestId, act);
            return new Ticket.Result.Done(ticket.ticket());
        });
    }

    private static Object decision(Said said) {
        return switch (Parameters.present("decision", said.decision())) {
            case String text
            when text.isBlank() || text.length() > LONGEST ->
                throw new BadRequestException("decision must have 1 to " + LONGEST + " characters");
            case String text -> StorableText.of(text);
            case Number number -> number;
            case Boolean truth -> truth;
            default -> throw new BadRequestException("decision must be a text, a number or true or false");
        };
    }

    private void count(String action, Optional<Ticket.Result> result) {
        String outcome = result.isEmpty() ? "unknown" : result.get() instanceof Ticket.Result.Done ? "done" : "refused";
        registry.counter(
                        MeterNames.REVIEWS,
                        MeterNames.ACTION,
                        action.toLowerCase(Locale.ROOT),
                        MeterNames.RESULT,
                        outcome)
                .increment();
    }
}
