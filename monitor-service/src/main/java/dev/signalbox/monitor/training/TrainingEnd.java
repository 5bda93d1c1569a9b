package dev.signalbox.monitor.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The last line of an export: an export without it broke off. */
record TrainingEnd(End end) {
    /**
     * How many records were looked at, how many rows were given, why how many others were not, and where the next records begin; no
     * {@code next} where these were the last.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record End(
            long records,
            long rows,
            Map<String, Long> omitted,
            @Nullable String next) {}
}
