package dev.signalbox.monitor.verdict;

import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Verdict;
import dev.signalbox.monitor.http.Parameters;
import dev.signalbox.monitor.http.Problem;
import dev.signalbox.monitor.judging.Question;
import dev.signalbox.monitor.judging.Replay;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Where people ask what would have become of a candidate of the past under another policy. Nothing is changed by it. */
@Path("/v1/deployments/{namespace}/{name}/verdict/replay")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class ReplayResource {
    /* Some hundred verdicts each: verdicts for the operator come first. */
    private static final int AT_A_TIME = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Verdicts verdicts;
    private final Clock clock;
    private final Semaphore turns = new Semaphore(AT_A_TIME);

    ReplayResource(Verdicts verdicts, Clock clock) {
        this.verdicts = verdicts;
        this.clock = clock;
    }

    /** The verdicts under a policy at which the outcome changes, up to the first that takes the candidate back. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "When the verdict would have changed under another policy, oldest first, up to a rollback")
    public List<Verdict> replay(
            @BeanParam VerdictQuery query, @QueryParam("until") @Nullable String until, @Nullable JudgePolicy policy)
            throws InterruptedException {
        JudgePolicy given = Parameters.present("body", policy);
        Question last = query.asOf(until, clock);
        if (!turns.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new WebApplicationException(Problem.ofStatus(503).response());
        }
        try {
            return Replay.turns(at -> verdicts.compute(as(last, at), given), last.since(), last.asOf());
        } finally {
            turns.release();
        }
    }

    private static Question as(Question last, Instant at) {
        return new Question(last.deployment(), last.candidate(), last.stable(), last.since(), at, last.stage());
    }
}
