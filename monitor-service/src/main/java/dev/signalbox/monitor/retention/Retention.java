package dev.signalbox.monitor.retention;

import dev.signalbox.monitor.metrics.MeterNames;
import dev.signalbox.monitor.store.Database;
import dev.signalbox.monitor.store.StoreFailedException;
import dev.signalbox.monitor.store.StoreUnavailableException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Deletes rows that are older than what is kept, in small transactions. */
@Singleton
public class Retention {
    private static final Logger LOG = Logger.getLogger(Retention.class);
    private static final int ROWS_A_TRANSACTION = 5_000;

    /* Windows are refused from the moment at which they are too old; deleting them a little later keeps the two apart, so that a
     * window can not be stored a second time, and intake and deletion never want the same row. */
    private static final Duration APART = Duration.ofHours(2);

    /* A shape says once an hour that it is in use, and windows may be an hour ahead: it goes when its last slot is gone for sure. */
    private static final Duration UNUSED = Duration.ofHours(3);

    private final Database database;
    private final RetentionConfig config;
    private final MeterRegistry registry;
    private final Clock clock;

    Retention(Database database, RetentionConfig config, MeterRegistry registry, Clock clock) {
        this.database = database;
        this.config = config;
        this.registry = registry;
        this.clock = clock;
    }

    private enum Table {
        COUNTED_SECOND("second"),
        STORED_WINDOW("second"),
        STORED_RANGE("second"),
        LATE_COUNT("second"),
        TICKET("received_at"),
        TICKET_EVENT("at"),
        PROFILE_SLOT("start"),
        PROFILE_SHAPE("seen_at"),
        CHANGE("at"),
        VERDICT_LATEST("as_of"),
        FEEDBACK("received_at"),
        POLICY("stored_at"),
        VERSION_BASELINE("stored_at"),
        ROLLOUT("at"),
        ROLLOUT_CHANGE("at");

        private final String delete;

        Table(String age) {
            String name = tableName();
            delete = "delete from " + name + " where ctid = any(array(select ctid from " + name + " where " + age
                    + " < ? limit " + ROWS_A_TRANSACTION + " for update skip locked))";
        }

        private String tableName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    @Scheduled(
            every = "${signalbox.monitor.retention.every:10m}",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void run() {
        try {
            deleteOld();
        } catch (StoreUnavailableException | StoreFailedException e) {
            LOG.warn("Old rows could not be deleted, will try again");
        }
    }

    /** Deletes everything that is too old now, and says how many rows that were. */
    public long deleteOld() {
        Instant now = clock.instant();
        Instant telemetry = now.minus(config.telemetry()).minus(APART);
        Instant history = now.minus(config.history()).minus(APART);
        long deleted = delete(Table.COUNTED_SECOND, history)
                + delete(Table.PROFILE_SLOT, history)
                + delete(Table.PROFILE_SHAPE, history.minus(UNUSED))
                + delete(Table.STORED_WINDOW, telemetry)
                + delete(Table.STORED_RANGE, telemetry)
                + delete(Table.LATE_COUNT, history)
                + delete(Table.CHANGE, history)
                + delete(Table.VERDICT_LATEST, history)
                + delete(Table.FEEDBACK, now.minus(config.feedback()))
                + delete(Table.TICKET, now.minus(config.tickets()))
                + delete(Table.TICKET_EVENT, now.minus(config.tickets()))
                + delete(Table.POLICY, now.minus(config.policies()))
                + delete(Table.VERSION_BASELINE, now.minus(config.policies()))
                + delete(Table.ROLLOUT, now.minus(config.rollouts()))
                + delete(Table.ROLLOUT_CHANGE, now.minus(config.rollouts()));
        if (deleted > 0) {
            LOG.infof("Deleted old rows: rows=%d", deleted);
        }
        return deleted;
    }

    private long delete(Table table, Instant before) {
        long sum = 0;
        int deleted;
        do {
            deleted = database.inTransaction(connection -> deleteSome(connection, table, before));
            sum += deleted;
        } while (deleted == ROWS_A_TRANSACTION);
        registry.counter(MeterNames.DELETED, MeterNames.TABLE, table.tableName())
                .increment((double) sum);
        return sum;
    }

    private static int deleteSome(Connection connection, Table table, Instant before) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(table.delete)) {
            switch (table) {
                case COUNTED_SECOND, STORED_WINDOW, STORED_RANGE, LATE_COUNT, PROFILE_SLOT ->
                    statement.setLong(1, before.getEpochSecond());
                case PROFILE_SHAPE,
                        CHANGE,
                        VERDICT_LATEST,
                        FEEDBACK,
                        TICKET,
                        TICKET_EVENT,
                        POLICY,
                        VERSION_BASELINE,
                        ROLLOUT,
                        ROLLOUT_CHANGE -> statement.setTimestamp(1, Timestamp.from(before));
            }
            return statement.executeUpdate();
        }
    }
}
