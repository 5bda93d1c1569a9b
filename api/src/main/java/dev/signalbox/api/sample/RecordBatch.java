package dev.signalbox.api.sample;

import dev.signalbox.api.Require;
import java.util.List;

/** The body of {@code POST /v1/records}: records of one sender, acknowledged only when all of them are durable. */
public record RecordBatch(int v, List<InferenceRecord> records) {
    /** The version of the document that this code reads and writes. */
    public static final int VERSION = 1;

    /** The most records that a batch may hold. */
    public static final int MOST_RECORDS = 200;

    public RecordBatch {
        Require.version("records", v, VERSION);
        records = List.copyOf(Require.present("records.records", records));
        Require.atMost("records.records", MOST_RECORDS, records);
    }

    /** A batch of these records. */
    public static RecordBatch of(List<InferenceRecord> records) {
        return new RecordBatch(VERSION, records);
    }

    /**
     * The answer: how many records were new, how many were stored before, and how many were dropped for good because their time
     * is impossible. None of them needs to be sent again.
     */
    public record Receipt(int stored, int duplicates, int dropped) {}
}
