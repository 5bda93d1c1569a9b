package dev.signalbox.api.telemetry;

import dev.signalbox.api.Require;
import java.util.List;

/** The body of {@code POST /v1/telemetry}: windows of one sender, acknowledged only when all of them are durable. */
public record TelemetryBatch(int v, List<TelemetryWindow> windows) {
    /** The version of the document that this code reads and writes. */
    public static final int VERSION = 1;

    /** The most windows that a batch may hold. */
    public static final int MOST_WINDOWS = 1_000;

    public TelemetryBatch {
        Require.version("telemetry", v, VERSION);
        windows = List.copyOf(Require.present("telemetry.windows", windows));
        Require.atMost("telemetry.windows", MOST_WINDOWS, windows);
    }

    /** A batch of these windows. */
    public static TelemetryBatch of(List<TelemetryWindow> windows) {
        return new TelemetryBatch(VERSION, windows);
    }

    /**
     * The answer: how many windows were new, how many were stored before, and how many were dropped for good because their time
     * is impossible. None of them needs to be sent again.
     */
    public record Receipt(int stored, int duplicates, int dropped) {}
}
