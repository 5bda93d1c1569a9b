package dev.signalbox.monitor.quality;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.monitor.labels.Quality;
import dev.signalbox.monitor.labels.QualityCounter;
import dev.signalbox.monitor.records.RecordQuery;
import dev.signalbox.monitor.records.RecordReader;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Where people see how well a version answers. */
@Path("/v1/deployments/{namespace}/{name}/versions/{version}/quality")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@RegisterForReflection(targets = {Quality.class, Quality.Share.class, Quality.ErrorChange.class, Quality.Advice.class})
public class QualityResource {
    private final RecordReader records;
    private final Clock clock;

    QualityResource(RecordReader records, Clock clock) {
        this.records = records;
        this.clock = clock;
    }

    /** The quality of a version's answers to recorded requests of a time, by default of the last day. */
    @GET
    @Operation(summary = "How well a version answered recorded requests, by the feedback on them")
    public Quality quality(@BeanParam VersionTime asked) {
        ModelVersion of = asked.version();
        RecordQuery query = asked.query(clock);
        QualityCounter counter = new QualityCounter();
        records.judged(query, of, judged -> counter.add(judged.record(), judged.feedback()));
        return counter.counted();
    }
}
