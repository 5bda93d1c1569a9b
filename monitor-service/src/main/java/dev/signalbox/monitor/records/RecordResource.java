package dev.signalbox.monitor.records;

import dev.signalbox.api.sample.RecordBatch;
import dev.signalbox.monitor.http.Parameters;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Where model servers send the requests that they sampled, with their answers. */
@Path("/v1/records")
@Blocking
public class RecordResource {
    private final RecordIntake intake;

    RecordResource(RecordIntake intake) {
        this.intake = intake;
    }

    /** Stores a batch of records, each once however often it is sent; answers when all of them are durable. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Store sampled requests with their answers, each once")
    public RecordBatch.Receipt store(@Nullable RecordBatch batch) {
        return intake.take(Parameters.present("body", batch));
    }
}
