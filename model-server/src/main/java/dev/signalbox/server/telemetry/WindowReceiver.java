package dev.signalbox.server.telemetry;

import dev.signalbox.api.telemetry.TelemetryWindow;
import java.util.List;

/** Who windows are sent to. */
public interface WindowReceiver extends AutoCloseable {
    /** What became of windows. */
    enum Answer {
        /** The receiver has them. */
        STORED,
        /** It will never take them as they are. */
        REFUSED,
        /** It is away, or can not now. */
        AWAY
    }

    /** Nobody, who has everything at once: windows are cut for this process' own metrics alone. */
    static WindowReceiver nobody() {
        return windows -> Answer.STORED;
    }

    /** Sends windows, and waits for the answer. */
    Answer send(List<TelemetryWindow> windows) throws InterruptedException;

    @Override
    default void close() {}
}
