package dev.signalbox.api.telemetry;

import dev.signalbox.api.Require;
import java.util.Map;

/**
 * What a model server counted in one window.
 *
 * <p>{@code inferences} are requests that the model answered, {@code errors} those on which it failed, {@code rejected} those
 * that were refused as wrong before the model saw them. {@code rows} are the answered rows, {@code nullRows} those of them with
 * a null in any output; {@code nullOutputs} counts nulls by output and {@code missing} missing values by feature. {@code
 * latency} is the time in the server.
 */
public record ServerCounts(
        long inferences,
        long errors,
        long rejected,
        long rows,
        long nullRows,
        Map<String, Long> nullOutputs,
        Map<String, Long> missing,
        LatencyHistogram latency) {
    public ServerCounts {
        Counts.check("server.inferences", inferences);
        Counts.check("server.errors", errors);
        Counts.check("server.rejected", rejected);
        Counts.check("server.rows", rows);
        Require.within("server.nullRows", nullRows, 0, rows);
        nullOutputs = Counts.byName("server.nullOutputs", nullOutputs);
        missing = Counts.byName("server.missing", missing);
        Require.present("server.latency", latency);
    }
}
