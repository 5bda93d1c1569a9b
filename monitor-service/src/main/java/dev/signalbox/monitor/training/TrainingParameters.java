package dev.signalbox.monitor.training;

import dev.signalbox.monitor.records.RecordRange;
import jakarta.ws.rs.QueryParam;
import java.time.Clock;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** What is to be learned from, as it came; the limit is how many records are looked at. */
public class TrainingParameters extends RecordRange {
    /** Before when. */
    @QueryParam("until")
    @Parameter(description = "before when, in ISO 8601")
    @Nullable
    String until;

    Instant end(Clock clock) {
        return end("until", until, clock);
    }
}
