package dev.signalbox.monitor.changes;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.monitor.http.BadRequestException;
import dev.signalbox.monitor.http.Parameters;
import dev.signalbox.monitor.http.Problem;
import dev.signalbox.monitor.http.ProblemException;
import dev.signalbox.monitor.store.StoreFailedException;
import dev.signalbox.monitor.store.StoreUnavailableException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Where others hear what became different about candidates. */
@Path("/v1/changes")
@RegisterForReflection(targets = {Change.class, NumberedChange.class})
public class ChangesResource {
    /** How many may listen at the same time. */
    static final int MOST_LISTENERS = 256;

    private static final int USUAL = 100;
    private static final int MOST_OF_A_PAGE = 1_000;
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int BEAT = 10;

    private final ChangeStore store;
    private final AtomicInteger listeners = new AtomicInteger();

    ChangesResource(ChangeStore store) {
        this.store = store;
    }

    /** The changes after a number, in their order. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Blocking
    @Operation(
            summary = "What became different, after a number; the next page begins after the last number of this one")
    public List<NumberedChange> after(
            @QueryParam("after") @Nullable String after,
            @QueryParam("deployment") @Nullable String deployment,
            @QueryParam("limit") @Nullable String limit) {
        return store.after(
                number("after", after, 0),
                deployment == null ? null : Parameters.deployment(deployment),
                Parameters.number("limit", limit, USUAL, MOST_OF_A_PAGE));
    }

    /** The same as it happens. Who comes back with the number of the last event misses nothing that is kept. */
    @GET
    @Path("/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @Operation(summary = "Changes as they happen, as server-sent events; Last-Event-ID, or after, says where to go on")
    public Multi<OutboundSseEvent> stream(
            @Context Sse sse,
            @HeaderParam("Last-Event-ID") @Parameter(hidden = true) @Nullable String last,
            @QueryParam("after") @Nullable String after,
            @QueryParam("deployment") @Nullable String deployment) {
        DeploymentName only = deployment == null ? null : Parameters.deployment(deployment);
        String from = last == null ? after : last;
        Listener listener = new Listener(sse, only, from == null ? store.newest() : number("Last-Event-ID", from, 0));
        if (listeners.incrementAndGet() > MOST_LISTENERS) {
            listeners.decrementAndGet();
            throw new ProblemException(Problem.busy("at most " + MOST_LISTENERS + " listeners at a time"));
        }
        return Multi.createFrom()
                .ticks()
                .every(LOOK)
                .onOverflow()
                .drop()
                .emitOn(Infrastructure.getDefaultExecutor())
                .onItem()
                .transformToIterable(listener::events)
                .onTermination()
                .invoke(() -> listeners.decrementAndGet());
    }

    private static long number(String name, @Nullable String text, long absent) {
        if (text == null) {
            return absent;
        }
        Long number = text.matches("\\d{1,18}") ? Long.valueOf(text) : null;
        if (number == null) {
            throw new BadRequestException(name + " must be the number of a change, got \"" + text + "\"");
        }
        return number;
    }

    /** Where one listener is. */
    private final class Listener {
        private final Sse sse;
        private final @Nullable DeploymentName only;
        private final AtomicLong place;

        Listener(Sse sse, @Nullable DeploymentName only, long place) {
            this.sse = sse;
            this.only = only;
            this.place = new AtomicLong(place);
        }

        List<OutboundSseEvent> events(long tick) {
            List<OutboundSseEvent> events = new ArrayList<>();
            for (NumberedChange change : next()) {
                events.add(sse.newEventBuilder()
                        .id(String.valueOf(change.id()))
                        .name("change")
                        .mediaType(MediaType.APPLICATION_JSON_TYPE)
                        .data(change.change())
                        .build());
                place.set(change.id());
            }
            if (tick % BEAT == 0) {
                events.add(sse.newEventBuilder().name("beat").data("{}").build());
            }
            return events;
        }

        private List<NumberedChange> next() {
            try {
                return store.after(place.get(), only, USUAL);
            } catch (StoreUnavailableException | StoreFailedException e) {
                /* The database logs it; what changed meanwhile is told when it is back. */
                return List.of();
            }
        }
    }
}
