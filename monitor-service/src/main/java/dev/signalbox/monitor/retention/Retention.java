package dev.signalbox.monitor.retention;

import dev.signalbox.monitor.metrics.MeterNames;
import dev.signalbox.monitor.retention.AgeingTable.Column;
import dev.signalbox.monitor.store.Database;
import dev.signalbox.monitor.store.StoreFailedException;
import dev.signalbox.monitor.store.StoreUnavailableException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Deletes everything that is older than what is kept of its kind. */
@Singleton
public class Retention {
    private static final Logger LOG = Logger.getLogger(Retention.class);

    /* Windows are refused from the moment at which they are too old; deleting them a little later keeps the two apart, so that a
     * window can not be stored a second time, and intake and deletion never want the same row. */
    private static final Duration APART = Duration.ofHours(2);

    /* A shape says once an hour that it is in use, and windows may be an hour ahead: it goes when its last slot is gone for sure. */
    private static final Duration UNUSED = Duration.ofHours(3);

    private final List<Ageing> ageing;
    private final MeterRegistry registry;
    private final Clock clock;

    Retention(
            Database database, RetentionConfig config, MeterRegistry registry, Clock clock, @All List<Ageing> others) {
        this.ageing = Stream.concat(tables(database, config).stream(), others.stream())
                .toList();
        this.registry = registry;
        this.clock = clock;
    }

    private static List<Ageing> tables(Database database, RetentionConfig config) {
        Duration telemetry = config.telemetry().plus(APART);
        Duration history = config.history().plus(APART);
        return List.of(
                AgeingTable.bySeconds(database, new Column("counted_second", "second"), history),
                AgeingTable.bySeconds(database, new Column("profile_slot", "start"), history),
                AgeingTable.byTime(database, new Column("profile_shape", "seen_at"), history.plus(UNUSED)),
                AgeingTable.bySeconds(database, new Column("stored_window", "second"), telemetry),
                AgeingTable.bySeconds(database, new Column("stored_range", "second"), telemetry),
                AgeingTable.bySeconds(database, new Column("late_count", "second"), history),
                AgeingTable.byTime(database, new Column("change", "at"), history),
                AgeingTable.byTime(database, new Column("learned_limit", "valid_from"), history),
                AgeingTable.byTime(database, new Column("verdict_latest", "as_of"), history),
                AgeingTable.byTime(database, new Column("feedback", "received_at"), config.feedback()),
                AgeingTable.byTime(database, new Column("ticket", "received_at"), config.tickets()),
                AgeingTable.byTime(database, new Column("ticket_event", "at"), config.tickets()),
                AgeingTable.byTime(database, new Column("callback", "created_at"), config.tickets()),
                AgeingTable.byTime(database, new Column("policy", "stored_at"), config.policies()),
                AgeingTable.byTime(database, new Column("version_baseline", "stored_at"), config.policies()),
                AgeingTable.byTime(database, new Column("rollout", "at"), config.rollouts()),
                AgeingTable.byTime(database, new Column("rollout_change", "at"), config.rollouts()));
    }

    @Scheduled(
            every = "${signalbox.monitor.retention.every:10m}",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void run() {
        try {
            deleteOld();
        } catch (StoreUnavailableException e) {
            LOG.warn("Old rows could not be deleted, will try again");
        }
    }

    /** Deletes everything that is too old now, and says how many rows that were; what the database refuses keeps nothing else. */
    public long deleteOld() {
        Instant now = clock.instant();
        long deleted = ageing.stream().mapToLong(one -> deleteOld(one, now)).sum();
        if (deleted > 0) {
            LOG.infof("Deleted old rows: rows=%d", deleted);
        }
        return deleted;
    }

    private long deleteOld(Ageing one, Instant now) {
        try {
            long deleted = one.deleteOld(now);
            registry.counter(MeterNames.DELETED, MeterNames.TABLE, one.table()).increment((double) deleted);
            return deleted;
        } catch (StoreFailedException e) {
            LOG.warnf("Old rows could not be deleted, will try again: table=%s", one.table());
            return 0;
        }
    }
}
