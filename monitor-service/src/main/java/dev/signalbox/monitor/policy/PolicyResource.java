package dev.signalbox.monitor.policy;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.monitor.http.Parameters;
import dev.signalbox.monitor.http.Problem;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Where the operator says how the candidates of a deployment are to be judged. */
@Path("/v1/deployments/{namespace}/{name}/policy")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class PolicyResource {
    private final PolicyStore store;

    PolicyResource(PolicyStore store) {
        this.store = store;
    }

    /** Keeps a policy; one that is older than the stored one is refused. */
    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Set the policy by which candidates are judged")
    public Response put(
            @PathParam("namespace") String namespace, @PathParam("name") String name, @Nullable JudgePolicy policy) {
        DeploymentName deployment = Parameters.deployment(namespace, name);
        JudgePolicy given = Parameters.present("body", policy);
        if (store.put(deployment, given)) {
            return Response.ok(given).build();
        }
        return Problem.conflict(
                        Problem.POLICY_OUTDATED,
                        "policy.revision must not be lower than the stored one, got " + given.revision())
                .response();
    }

    /** The stored policy. */
    @GET
    @Operation(summary = "The policy by which candidates are judged")
    public Response get(@PathParam("namespace") String namespace, @PathParam("name") String name) {
        Optional<JudgePolicy> found = store.get(Parameters.deployment(namespace, name));
        return found.map(policy -> Response.ok(policy).build())
                .orElseGet(() -> Problem.ofStatus(404).response());
    }
}
