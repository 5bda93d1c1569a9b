package dev.signalbox.monitor.rollout;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.rollout.RolloutReport;
import dev.signalbox.monitor.http.BadRequestException;
import dev.signalbox.monitor.http.Parameters;
import dev.signalbox.monitor.http.Problem;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Where people and pages see every rollout. */
@Path("/v1/rollouts")
public class RolloutsResource {
    private static final int MOST_ANSWERED = 1_000;

    /* What is being deleted is told of until it is gone, and then no more. */
    private static final Duration GONE_AFTER = Duration.ofMinutes(1);
    private static final String DELETING = "Deleting";

    /* The first beat comes at once: it carries the head of the answer, by which a browser sees that it is connected. */
    private static final Duration AT_ONCE = Duration.ofMillis(1);
    private static final Duration BEAT = Duration.ofSeconds(10);

    private final RolloutStore store;
    private final RolloutFeed feed;
    private final Clock clock;

    RolloutsResource(RolloutStore store, RolloutFeed feed, Clock clock) {
        this.store = store;
        this.feed = feed;
        this.clock = clock;
    }

    /** The latest report of every deployment, by name: so many that come after a name. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Blocking
    @Operation(summary = "Where every rollout is, by name; the next page begins after the last name of this one")
    public List<RolloutReport> all(
            @QueryParam("after") @Nullable String after, @QueryParam("limit") @Nullable String limit) {
        String first = after == null ? "" : Parameters.deployment(after).toString();
        return store.after(first, limit(limit)).stream()
                .filter(report -> !report.phase().equals(DELETING)
                        || report.at().plus(GONE_AFTER).isAfter(clock.instant()))
                .toList();
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return MOST_ANSWERED;
        }
        if (!text.matches("[1-9]\\d{0,2}|1000")) {
            throw new BadRequestException(
                    "limit must be a whole number from 1 to " + MOST_ANSWERED + ", got \"" + text + "\"");
        }
        return Integer.parseInt(text);
    }

    /** An event for every deployment of which the operator has told something, and one from time to time in any case. */
    @GET
    @Path("/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @NonBlocking
    @Operation(summary = "Server-sent events: \"change\" names a deployment, \"beat\" comes every ten seconds")
    public Multi<OutboundSseEvent> stream(Sse sse) {
        Multi<OutboundSseEvent> changes = feed.listen()
                .orElseThrow(
                        () -> new WebApplicationException(Problem.ofStatus(503).response()))
                .map(name -> change(sse, name));
        Multi<OutboundSseEvent> beats = Multi.createFrom()
                .ticks()
                .startingAfter(AT_ONCE)
                .every(BEAT)
                .onOverflow()
                .drop()
                .map(beat -> sse.newEventBuilder().name("beat").data("{}").build());
        return Multi.createBy().merging().streams(changes, beats);
    }

    private static OutboundSseEvent change(Sse sse, DeploymentName name) {
        return sse.newEventBuilder()
                .name("change")
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(Map.of("deployment", name.toString()))
                .build();
    }
}
