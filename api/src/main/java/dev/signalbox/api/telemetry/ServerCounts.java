package dev.signalbox.api.telemetry;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.api.Require;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.OutputProfile;
import java.util.Map;

/**
 * What a model server counted in one window.
 *
 * <p>{@code inferences} are requests that the model answered, {@code errors} those on which it failed, {@code rejected} those
 * that were refused as wrong before the model saw them. {@code rows} are the answered rows, {@code nullRows} those of them with
 * a null in any output; {@code nullOutputs} counts nulls by output and {@code missing} missing values by feature. {@code
 * latency} is the time in the server. {@code features} and {@code outputs} are the profiles of what it was asked and what it
 * answered; absent where nothing was profiled.
 */
public record ServerCounts(
        long inferences,
        long errors,
        long rejected,
        long rows,
        long nullRows,
        Map<String, Long> nullOutputs,
        Map<String, Long> missing,
        LatencyHistogram latency,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, FeatureProfile> features,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, OutputProfile> outputs) {
    public ServerCounts {
        Counts.check("server.inferences", inferences);
        Counts.check("server.errors", errors);
        Counts.check("server.rejected", rejected);
        Counts.check("server.rows", rows);
        Require.within("server.nullRows", nullRows, 0, rows);
        nullOutputs = Counts.byName("server.nullOutputs", nullOutputs);
        missing = Counts.byName("server.missing", missing);
        Require.present("server.latency", latency);
        features = FeatureProfile.byName("server.features", features);
        outputs = OutputProfile.byName("server.outputs", outputs);
    }

    /** Counts without profiles. */
    public ServerCounts(
            long inferences,
            long errors,
            long rejected,
            long rows,
            long nullRows,
            Map<String, Long> nullOutputs,
            Map<String, Long> missing,
            LatencyHistogram latency) {
        this(inferences, errors, rejected, rows, nullRows, nullOutputs, missing, latency, Map.of(), Map.of());
    }
}
