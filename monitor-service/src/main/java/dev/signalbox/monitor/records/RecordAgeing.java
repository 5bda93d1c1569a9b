package dev.signalbox.monitor.records;

import dev.signalbox.monitor.retention.Ageing;
import dev.signalbox.monitor.retention.RetentionConfig;
import jakarta.inject.Singleton;
import java.time.Instant;

/** Records that are older than what is kept: they go deployment by deployment, so that the accounts stay right. */
@Singleton
class RecordAgeing implements Ageing {
    static final String TABLE = "inference_record";

    private static final int ROWS_A_TRANSACTION = 2_000;

    private final RecordStore store;
    private final RetentionConfig config;

    RecordAgeing(RecordStore store, RetentionConfig config) {
        this.store = store;
        this.config = config;
    }

    @Override
    public String table() {
        return TABLE;
    }

    @Override
    public long deleteOld(Instant now) {
        Instant before = now.minus(config.records());
        return store.deploymentsBefore(before).stream()
                .mapToLong(deployment -> Ageing.untilFewer(
                        ROWS_A_TRANSACTION, () -> store.deleteSome(deployment, before, ROWS_A_TRANSACTION)))
                .sum();
    }
}
