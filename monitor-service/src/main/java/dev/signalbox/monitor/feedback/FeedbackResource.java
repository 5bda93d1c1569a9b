package dev.signalbox.monitor.feedback;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.feedback.Feedback;
import dev.signalbox.monitor.http.BadRequestException;
import dev.signalbox.monitor.http.Parameters;
import dev.signalbox.monitor.http.Problem;
import dev.signalbox.monitor.metrics.MeterNames;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Where applications, through the router, say how an answer turned out. */
@Path("/v1/feedback")
@Blocking
public class FeedbackResource {
    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = EARLIEST.plus(Duration.ofDays(365 * 1_000));

    private final FeedbackStore store;
    private final MeterRegistry registry;

    FeedbackResource(FeedbackStore store, MeterRegistry registry) {
        this.store = store;
        this.registry = registry;
    }

    /** Stores feedback; answers when it is durable. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Store what is learned about an answer")
    public Response store(@QueryParam("deployment") @Nullable String deployment, @Nullable Feedback feedback) {
        DeploymentName name = Parameters.deployment(deployment);
        Feedback given = Parameters.present("body", feedback);
        check(given);
        FeedbackStore.Kept kept = store.add(name, given);
        registry.counter(
                        MeterNames.FEEDBACK,
                        MeterNames.KIND,
                        given.kind().name().toLowerCase(Locale.ROOT),
                        MeterNames.RESULT,
                        kept.name().toLowerCase(Locale.ROOT))
                .increment();
        return kept == FeedbackStore.Kept.REFUSED
                ? Problem.conflict(
                                Problem.FEEDBACK_FULL,
                                "at most " + FeedbackStore.MOST_OF_A_REQUEST
                                        + " feedback of a kind is kept on a request, " + given.requestId()
                                        + " has them")
                        .response()
                : Response.accepted().build();
    }

    /** Refuses what the database can not hold. */
    private static void check(Feedback feedback) {
        checkText("feedback.requestId", feedback.requestId());
        if (feedback.value() instanceof String text) {
            checkText("feedback.value", text);
        }
        Instant at = feedback.at();
        if (at != null && (at.isBefore(EARLIEST) || at.isAfter(LATEST))) {
            throw new BadRequestException("feedback.at must be between " + EARLIEST + " and " + LATEST + ", got " + at);
        }
    }

    private static void checkText(String field, String text) {
        boolean storable = text.codePoints()
                .noneMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
        if (!storable) {
            throw new BadRequestException(field + " must be Unicode text without NUL and without half surrogate pairs");
        }
    }
}
