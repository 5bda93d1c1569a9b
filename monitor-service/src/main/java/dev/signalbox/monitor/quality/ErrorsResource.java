package dev.signalbox.monitor.quality;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.monitor.baseline.BaselineStore;
import dev.signalbox.monitor.http.Parameters;
import dev.signalbox.monitor.labels.ErrorAnalysis;
import dev.signalbox.monitor.labels.ErrorCounter;
import dev.signalbox.monitor.records.RecordQuery;
import dev.signalbox.monitor.records.RecordReader;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Where people see what a version is wrong about. */
@Path("/v1/deployments/{namespace}/{name}/versions/{version}/errors")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@RegisterForReflection(
        targets = {
            ErrorAnalysis.class,
            ErrorAnalysis.Right.class,
            ErrorAnalysis.OfClass.class,
            ErrorAnalysis.Slice.class,
            ErrorAnalysis.Consistency.class,
            ErrorAnalysis.Contradiction.class
        })
public class ErrorsResource {
    private static final Duration USUAL = Duration.ofDays(1);
    private static final int MOST_RECORDS = 50_000;

    private final RecordReader records;
    private final BaselineStore baselines;
    private final Clock clock;

    ErrorsResource(RecordReader records, BaselineStore baselines, Clock clock) {
        this.records = records;
        this.baselines = baselines;
        this.clock = clock;
    }

    /** What a version is wrong about, in recorded requests of a time, by default of the last day. */
    @GET
    @Operation(summary = "What a version is wrong about: by class, by slice of features, and where labels contradict")
    public ErrorAnalysis errors(
            @PathParam("namespace") String namespace,
            @PathParam("name") String name,
            @PathParam("version") String version,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to) {
        DeploymentName deployment = Parameters.deployment(namespace, name);
        ModelVersion of = Parameters.version("version", version);
        Instant until = to == null ? clock.instant() : Parameters.instant("to", to);
        Instant since = from == null ? until.minus(USUAL) : Parameters.instant("from", from);
        RecordQuery query = Parameters.checked(() -> new RecordQuery(deployment, since, until, MOST_RECORDS));
        Instant before = since.minus(Duration.between(since, until));
        ErrorCounter counter = new ErrorCounter(baselines.get(deployment, of).orElse(null));
        /* Of the time before it is of no matter who answered: it is the population that is compared. */
        records.judged(
                new RecordQuery(deployment, before, since, MOST_RECORDS),
                null,
                judged -> counter.addBefore(judged.record()));
        records.judged(query, of, judged -> counter.add(judged.record(), judged.feedback()));
        return counter.counted();
    }
}
