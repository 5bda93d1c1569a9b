package dev.signalbox.monitor.deployments;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.verdict.Verdict;
import dev.signalbox.monitor.changes.ChangeStore;
import dev.signalbox.monitor.http.Parameters;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Where others see which deployments anything is known of. */
@Path("/v1/deployments")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@RegisterForReflection(
        targets = {DeploymentsResource.Page.class, DeploymentsResource.Known.class, DeploymentsResource.Counted.class})
public class DeploymentsResource {
    private static final int USUAL = 50;
    private static final int MOST = 200;
    private static final int MOST_VERSIONS = 50;

    private final DeploymentReader reader;
    private final ChangeStore verdicts;

    DeploymentsResource(DeploymentReader reader, ChangeStore verdicts) {
        this.reader = reader;
        this.verdicts = verdicts;
    }

    /** Deployments by name, with their versions and the latest verdict, so many that come after a name. */
    @GET
    @Operation(summary = "Every deployment with its versions and its latest verdict, by name")
    public Page all(@QueryParam("cursor") @Nullable String cursor, @QueryParam("limit") @Nullable String limit) {
        String after = cursor == null ? "" : Parameters.deployment(cursor).toString();
        int most = Parameters.number("limit", limit, USUAL, MOST);
        List<Known> known = new ArrayList<>();
        for (Map.Entry<DeploymentName, Map<ModelVersion, Instant>> found :
                reader.after(after, most + 1, MOST_VERSIONS).entrySet()) {
            List<Counted> versions = found.getValue().entrySet().stream()
                    .map(version -> new Counted(version.getKey(), version.getValue()))
                    .toList();
            known.add(new Known(
                    found.getKey(), versions, verdicts.latest(found.getKey()).orElse(null)));
        }
        boolean more = known.size() > most;
        List<Known> shown = more ? known.subList(0, most) : known;
        return new Page(List.copyOf(shown), more ? shown.getLast().deployment().toString() : null);
    }

    /** Some deployments, and where the next ones begin. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Page(List<Known> deployments, @Nullable String next) {}

    /** One deployment. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Known(
            DeploymentName deployment,
            List<Counted> versions,
            @Nullable Verdict verdict) {}

    /** A version, and when anything was last counted of it. */
    public record Counted(ModelVersion version, Instant lastCounted) {}
}
