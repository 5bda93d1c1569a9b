package dev.signalbox.monitor.records;

import dev.signalbox.monitor.metrics.MeterNames;
import dev.signalbox.monitor.retention.RetentionConfig;
import dev.signalbox.monitor.store.StoreFailedException;
import dev.signalbox.monitor.store.StoreUnavailableException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Deletes records that are older than what is kept, in small transactions that keep the accounts right. */
@Singleton
public class RecordRetention {
    static final String TABLE = "inference_record";

    private static final Logger LOG = Logger.getLogger(RecordRetention.class);
    private static final int ROWS_A_TRANSACTION = 2_000;

    private final RecordStore store;
    private final RetentionConfig config;
    private final MeterRegistry registry;
    private final Clock clock;

    RecordRetention(RecordStore store, RetentionConfig config, MeterRegistry registry, Clock clock) {
        this.store = store;
        this.config = config;
        this.registry = registry;
        this.clock = clock;
    }

    @Scheduled(
            every = "${signalbox.monitor.retention.every:10m}",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void run() {
        try {
            deleteOld();
        } catch (StoreUnavailableException | StoreFailedException e) {
            LOG.warn("Old records could not be deleted, will try again");
        }
    }

    /** Deletes all records that are too old now, and says how many that were. */
    public long deleteOld() {
        Instant before = clock.instant().minus(config.records());
        long sum = 0;
        for (String deployment : store.deploymentsBefore(before)) {
            long deleted;
            do {
                deleted = store.deleteSome(deployment, before, ROWS_A_TRANSACTION);
                sum += deleted;
            } while (deleted == ROWS_A_TRANSACTION);
        }
        registry.counter(MeterNames.DELETED, MeterNames.TABLE, TABLE).increment((double) sum);
        return sum;
    }
}
