package dev.signalbox.monitor.verdict;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.Weight;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Stage;
import dev.signalbox.api.verdict.Verdict;
import dev.signalbox.monitor.changes.VerdictLog;
import dev.signalbox.monitor.http.BadRequestException;
import dev.signalbox.monitor.http.Parameters;
import dev.signalbox.monitor.http.Problem;
import dev.signalbox.monitor.judging.IntendedSplit;
import dev.signalbox.monitor.judging.Question;
import dev.signalbox.monitor.policy.PolicyStore;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Where the operator asks how a candidate does. */
@Path("/v1/deployments/{namespace}/{name}/verdict")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class VerdictResource {
    private final Verdicts verdicts;
    private final PolicyStore policies;
    private final VerdictLog log;
    private final Clock clock;

    VerdictResource(Verdicts verdicts, PolicyStore policies, VerdictLog log, Clock clock) {
        this.log = log;
        this.verdicts = verdicts;
        this.policies = policies;
        this.clock = clock;
    }

    /** The verdict from what is stored now. Nothing stored is a verdict too: to hold. */
    @GET
    @Operation(summary = "What the evidence says about a candidate")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Verdict.class)))
    public Response verdict(@BeanParam VerdictQuery query) {
        DeploymentName deployment = query.deployment();
        Question question = Parameters.checked(() -> new Question(
                deployment,
                Parameters.version("candidate", query.candidate),
                Parameters.version("stable", query.stable),
                Parameters.instant("since", query.since),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                query.stage == null ? Stage.Live : Stage.of(query.stage),
                split(query)));
        Long wanted = Parameters.revision("policy", query.policy);
        Optional<JudgePolicy> stored = policies.get(deployment);
        Optional<Problem> mismatch = mismatch(wanted, stored);
        if (mismatch.isPresent()) {
            return mismatch.get().response();
        }
        JudgePolicy policy = stored.orElseGet(() -> JudgePolicy.of(0, JudgePolicy.DEFAULT_ALARMS));
        if (look(query.look)) {
            return Response.ok(verdicts.compute(question, policy)).build();
        }
        Verdict verdict = verdicts.give(question, policy);
        /* Anyone may ask; what the operator asks names the policy that it set. */
        if (wanted != null) {
            log.note(verdict);
        }
        return Response.ok(verdict).build();
    }

    private static boolean look(@Nullable String text) {
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw new BadRequestException("look must be true or false");
        }
        return "true".equals(text);
    }

    private static @Nullable IntendedSplit split(VerdictQuery query) {
        Long weight = Parameters.revision("weight", query.weight);
        return weight == null
                ? null
                : new IntendedSplit(
                        new Weight(Math.toIntExact(Math.min(weight, Integer.MAX_VALUE))),
                        Parameters.instant("weightSince", query.weightSince));
    }

    private static Optional<Problem> mismatch(@Nullable Long wanted, Optional<JudgePolicy> stored) {
        if (wanted == null || (stored.isPresent() && stored.get().revision() == wanted)) {
            return Optional.empty();
        }
        String found = stored.map(policy -> "revision " + policy.revision()).orElse("none");
        return Optional.of(Problem.conflict(
                Problem.POLICY_UNKNOWN,
                "policy must be the stored revision, got " + wanted + " where " + found + " is stored"));
    }
}
