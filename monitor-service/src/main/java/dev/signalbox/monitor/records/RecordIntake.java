package dev.signalbox.monitor.records;

import dev.signalbox.api.sample.InferenceRecord;
import dev.signalbox.api.sample.RecordBatch;
import dev.signalbox.monitor.metrics.MeterNames;
import dev.signalbox.monitor.retention.RetentionConfig;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Takes records in: what has a possible time is stored once, the rest is dropped and counted. Thread safe. */
@Singleton
class RecordIntake {
    private static final Duration MOST_AHEAD = Duration.ofHours(1);

    private final RecordStore store;
    private final RetentionConfig retention;
    private final MeterRegistry registry;
    private final Clock clock;

    RecordIntake(RecordStore store, RetentionConfig retention, MeterRegistry registry, Clock clock) {
        this.store = store;
        this.retention = retention;
        this.registry = registry;
        this.clock = clock;
    }

    /** Stores a batch; when this returns, all of it is durable or dropped for good. */
    RecordBatch.Receipt take(RecordBatch batch) {
        Instant now = clock.instant();
        Instant earliest = now.minus(retention.records());
        Instant latest = now.plus(MOST_AHEAD);
        int tooOld = 0;
        int inTheFuture = 0;
        List<InferenceRecord> possible = new ArrayList<>(batch.records().size());
        for (InferenceRecord record : batch.records()) {
            if (record.at().isBefore(earliest)) {
                tooOld++;
            } else if (record.at().isAfter(latest)) {
                inTheFuture++;
            } else {
                possible.add(record);
            }
        }
        RecordStore.Stored stored = store.store(possible, now);
        count("stored", stored.isNew());
        count("duplicate", stored.duplicates());
        count("dropped-too-old", tooOld);
        count("dropped-in-the-future", inTheFuture);
        if (stored.gone() > 0) {
            registry.counter(MeterNames.DELETED, MeterNames.TABLE, RecordAgeing.TABLE)
                    .increment((double) stored.gone());
        }
        return new RecordBatch.Receipt(stored.isNew(), stored.duplicates(), tooOld + inTheFuture);
    }

    private void count(String result, int records) {
        if (records > 0) {
            registry.counter(MeterNames.RECORDS, MeterNames.RESULT, result).increment(records);
        }
    }
}
