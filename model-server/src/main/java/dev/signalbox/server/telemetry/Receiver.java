package dev.signalbox.server.telemetry;

import java.util.List;

/** Who windows, or records, are sent to. */
public interface Receiver<T> {
    /** What became of what was sent. */
    enum Answer {
        /** The receiver has it. */
        STORED,
        /** It will never take it as it is. */
        REFUSED,
        /** It is away, or can not now. */
        AWAY
    }

    /** Nobody, who has everything at once: windows are cut for this process' own metrics alone. */
    static <T> Receiver<T> nobody() {
        return items -> Answer.STORED;
    }

    /** Sends items, and waits for the answer. */
    Answer send(List<T> items) throws InterruptedException;
}
