package dev.signalbox.operator.local.process;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The process of a training, as its file holds it, so that an operator that starts finds it again. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrainingRecord(
        int v,
        long pid,
        @Nullable Instant started,
        @Nullable String kernelStart) {
    static final int VERSION = 1;

    static TrainingRecord of(ProcessIdentity identity) {
        return new TrainingRecord(VERSION, identity.pid(), identity.startedAt(), identity.kernelStart());
    }

    @JsonIgnore
    ProcessIdentity identity() {
        return new ProcessIdentity(pid, started, kernelStart);
    }
}
