package dev.signalbox.monitor.baseline;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.profile.ReferenceProfile;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Where model servers say what their version's training data looked like. */
@Path("/v1/deployments/{namespace}/{name}/versions/{version}/baseline")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class BaselineResource {
    private final BaselineStore store;

    BaselineResource(BaselineStore store) {
        this.store = store;
    }

    /** Keeps a baseline; the last one told counts. */
    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Set the profile of the data that a version was trained on")
    public Response put(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("version") String version,
            @Nullable ReferenceProfile baseline) {
        DeploymentName deployment = Parameters.deployment(namespace, name);
        ModelVersion of = Parameters.version("version", version);
        store.put(deployment, of, Parameters.present("body", baseline));
        return Response.noContent().build();
    }

    /** The stored baseline. */
    @GET
    @Operation(summary = "The profile of the data that a version was trained on")
    public Response get(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("version") String version) {
        return store.get(Parameters.deployment(namespace, name), Parameters.version("version", version))
                .map(baseline -> Response.ok(baseline).build())
                .orElseGet(() -> Problem.ofStatus(404).response());
    }
}
