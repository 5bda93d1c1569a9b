package dev.signalbox.monitor.telemetry;

import dev.signalbox.api.telemetry.TelemetryBatch;
import dev.signalbox.monitor.http.Parameters;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Where routers and model servers send what they counted. */
@Path("/v1/telemetry")
@Blocking
public class TelemetryResource {
    private final WindowIntake intake;

    TelemetryResource(WindowIntake intake) {
        this.intake = intake;
    }

    /** Stores a batch of windows, each once however often it is sent; answers when all of them are durable. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Store telemetry windows, each once")
    public TelemetryBatch.Receipt store(@Nullable TelemetryBatch batch) {
        return intake.take(Parameters.present("body", batch));
    }
}
