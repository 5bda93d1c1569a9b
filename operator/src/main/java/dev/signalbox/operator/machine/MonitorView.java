package dev.signalbox.operator.machine;

import dev.signalbox.api.verdict.Verdict;

/** What the monitor says about the candidate. */
public sealed interface MonitorView {
    /** Its verdict. */
    record Says(Verdict verdict) implements MonitorView {}

    /** It did not answer, or not sensibly. */
    record Away(String why) implements MonitorView {}

    /** There was nothing to ask. */
    record NotAsked() implements MonitorView {}
}
