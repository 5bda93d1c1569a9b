package dev.signalbox.monitor.page;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.monitor.http.BadRequestException;
import dev.signalbox.monitor.http.Parameters;
import dev.signalbox.monitor.traffic.Grid;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Where pages see how far features moved, and how they are distributed. */
@Path("/v1/deployments/{namespace}/{name}/drift")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class DriftResource {
    private static final int MOST_VERSIONS = 4;

    /* Model servers profile ten seconds at a time, and a heat map of more columns is not read. */
    private static final int MOST_STEPS = 48;
    private static final long LEAST_STEP = 10;

    private final DriftReader reader;
    private final Clock clock;

    DriftResource(DriftReader reader, Clock clock) {
        this.reader = reader;
        this.clock = clock;
    }

    /** The drift of versions within a time, in at most 48 steps. */
    @GET
    @Operation(summary = "How far each feature of versions lay from their training data, in at most 48 steps")
    public DriftOverTime drift(@BeanParam TimeQuery query, @QueryParam("version") @Nullable List<String> version) {
        List<String> given = version == null ? List.of() : version;
        if (given.isEmpty() || given.size() > MOST_VERSIONS) {
            throw new BadRequestException(
                    "version must be given 1 to " + MOST_VERSIONS + " times, got " + given.size());
        }
        List<ModelVersion> versions = given.stream()
                .map(text -> Parameters.version("version", text))
                .distinct()
                .toList();
        return reader.drift(query.deployment(), versions, query.grid(clock, MOST_STEPS, LEAST_STEP));
    }

    /** How one feature of one version was distributed within a time. */
    @GET
    @Path("/distribution")
    @Operation(summary = "How a feature of a version was distributed, beside its training data")
    public Distribution distribution(
            @BeanParam TimeQuery query,
            @QueryParam("version") @Nullable String version,
            @QueryParam("feature") @Nullable String feature) {
        Grid grid = query.grid(clock, MOST_STEPS, LEAST_STEP);
        return reader.distribution(
                        query.deployment(),
                        Parameters.version("version", version),
                        Parameters.present("feature", feature),
                        grid)
                .orElseThrow(NotFoundException::new);
    }
}
