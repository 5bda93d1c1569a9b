package dev.signalbox.server.telemetry;

import dev.signalbox.api.sample.InferenceRecord;
import java.util.List;

/** Who records are sent to. */
public interface RecordReceiver {
    /** Sends records, and waits for the answer. */
    WindowReceiver.Answer send(List<InferenceRecord> records) throws InterruptedException;
}
