package dev.signalbox.operator.platform;

import dev.signalbox.api.rollout.RolloutReport;

/** Where reports go. */
interface ReportSink {
    /** What became of a report. */
    enum Answer {
        /** It is durable there. */
        TAKEN,
        /** It is not wanted, and would not be if it was sent again. */
        REFUSED,
        /** Nobody is there at present. */
        AWAY
    }

    /** Sends a report and waits for the answer. */
    Answer send(RolloutReport report) throws InterruptedException;
}
