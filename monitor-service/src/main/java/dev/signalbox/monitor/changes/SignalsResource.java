package dev.signalbox.monitor.changes;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.api.verdict.Reason;
import dev.signalbox.api.verdict.Verdict;
import dev.signalbox.monitor.http.Parameters;
import dev.signalbox.monitor.http.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Where others see the alarms of a deployment as they last were. */
@Path("/v1/deployments/{namespace}/{name}/signals")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@RegisterForReflection(targets = {SignalsResource.Signals.class, SignalsResource.Standing.class})
public class SignalsResource {
    private final ChangeStore store;

    SignalsResource(ChangeStore store) {
        this.store = store;
    }

    /** The alarms of the latest verdict, and since when each is as it is. */
    @GET
    @Operation(summary = "Every alarm as it last was, since when, and with its evidence")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Signals.class)))
    public Response signals(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        DeploymentName deployment = Parameters.deployment(namespace, name);
        return store.latest(deployment)
                .map(verdict -> Response.ok(Signals.of(verdict, store.since(deployment, verdict.since())))
                        .build())
                .orElseGet(() -> Problem.ofStatus(404).response());
    }

    /** The answer; {@code asOf} tells how old it is. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Signals(
            DeploymentName deployment,
            Instant asOf,
            ModelVersion candidate,
            ModelVersion stable,
            Outcome outcome,
            @Nullable Instant outcomeSince,
            List<Standing> signals) {
        static Signals of(Verdict verdict, Map<String, Instant> since) {
            return new Signals(
                    verdict.deployment(),
                    verdict.asOf(),
                    verdict.candidate(),
                    verdict.stable(),
                    verdict.outcome(),
                    since.get(""),
                    verdict.reasons().stream()
                            .map(reason -> new Standing(since.get(reason.alarm()), reason))
                            .toList());
        }
    }

    /** One alarm. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Standing(@Nullable Instant since, Reason reason) {}
}
