package dev.signalbox.server.telemetry;

import dev.signalbox.api.telemetry.LatencyRecorder;
import dev.signalbox.api.telemetry.ServerCounts;
import dev.signalbox.server.tensor.Tally;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Counts requests until they are drained into a window. Thread safe: a request is in one window as a whole. */
public final class ServingCounter implements ServingListener {
    private long inferences;
    private long errors;
    private long rejected;
    private long rows;
    private long nullRows;
    private Map<String, Long> nullOutputs = new HashMap<>();
    private Map<String, Long> missing = new HashMap<>();
    private final LatencyRecorder latency = new LatencyRecorder();

    @Override
    public synchronized void answered(Tally tally, long nanos) {
        inferences++;
        rows += tally.rows();
        nullRows += tally.nullRows();
        tally.nullOutputs().forEach((name, count) -> nullOutputs.merge(name, count, Long::sum));
        tally.missing().forEach((name, count) -> missing.merge(name, count, Long::sum));
        latency.recordNanos(nanos);
    }

    @Override
    public synchronized void failed(long nanos) {
        errors++;
        latency.recordNanos(nanos);
    }

    @Override
    public synchronized void rejected() {
        rejected++;
    }

    /** Takes out what was counted since the last drain; empty if that is nothing. */
    public synchronized Optional<ServerCounts> drain() {
        if (inferences + errors + rejected == 0) {
            return Optional.empty();
        }
        ServerCounts counts =
                new ServerCounts(inferences, errors, rejected, rows, nullRows, nullOutputs, missing, latency.drain());
        inferences = 0;
        errors = 0;
        rejected = 0;
        rows = 0;
        nullRows = 0;
        nullOutputs = new HashMap<>();
        missing = new HashMap<>();
        return Optional.of(counts);
    }
}
