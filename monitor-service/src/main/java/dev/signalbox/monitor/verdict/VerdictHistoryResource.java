package dev.signalbox.monitor.verdict;

import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Verdict;
import dev.signalbox.monitor.http.Problem;
import dev.signalbox.monitor.judging.Question;
import dev.signalbox.monitor.policy.PolicyStore;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Where pages see how the evidence about a candidate grew: the verdicts of the past, computed again from what is stored. */
@Path("/v1/deployments/{namespace}/{name}/verdict/history")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class VerdictHistoryResource {
    private static final int POINTS = 24;

    /* Each point costs as much as a verdict, and verdicts for the operator come first. */
    private static final int AT_A_TIME = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Verdicts verdicts;
    private final PolicyStore policies;
    private final Clock clock;
    private final Semaphore turns = new Semaphore(AT_A_TIME);

    VerdictHistoryResource(Verdicts verdicts, PolicyStore policies, Clock clock) {
        this.verdicts = verdicts;
        this.policies = policies;
        this.clock = clock;
    }

    /** The verdicts at so many times between the first request of the candidate and {@code until}, oldest first. */
    @GET
    @Operation(summary = "How the evidence about a candidate grew: verdicts at 24 times, oldest first")
    public List<Verdict> history(@BeanParam VerdictQuery query, @QueryParam("until") @Nullable String until)
            throws InterruptedException {
        Question last = query.asOf(until, clock);
        if (!turns.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new WebApplicationException(Problem.ofStatus(503).response());
        }
        try {
            return verdicts(last);
        } finally {
            turns.release();
        }
    }

    private List<Verdict> verdicts(Question last) {
        JudgePolicy policy =
                policies.get(last.deployment()).orElseGet(() -> JudgePolicy.of(0, JudgePolicy.DEFAULT_ALARMS));
        long span = Duration.between(last.since(), last.asOf()).toMillis();
        List<Verdict> history = new ArrayList<>();
        for (int point = 1; point <= POINTS; point++) {
            Instant asOf = last.since().plusMillis(span * point / POINTS);
            history.add(verdicts.compute(
                    new Question(
                            last.deployment(),
                            last.candidate(),
                            last.stable(),
                            last.since(),
                            asOf,
                            last.stage(),
                            last.split()),
                    policy));
        }
        return history;
    }
}
