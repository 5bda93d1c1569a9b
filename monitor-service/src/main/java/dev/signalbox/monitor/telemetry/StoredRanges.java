package dev.signalbox.monitor.telemetry;

import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.monitor.store.Database;
import dev.signalbox.monitor.store.SqlArrays;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keeps which windows are stored as ranges of sequences, once they are old. Thread safe, in this process and others. */
@Singleton
class StoredRanges {
    /* Windows younger than CERTAIN are looked for as rows alone, windows older than AGE become ranges: between the two lies more
     * than the clocks of replicas differ. Whoever looks at ranges shares a lock, and whoever moves rows there has it alone, so
     * that no window is seen in neither place. */
    private static final Duration AGE = Duration.ofHours(3);
    private static final Duration CERTAIN = Duration.ofHours(2);
    private static final long LOCK = 0x5167_6e61_6c62_6f78L;
    private static final int ROWS_A_TRANSACTION = 20_000;

    private static final String FIND = """
            select n.instance, n.sequence from unnest(?::text[], ?::bigint[]) as n(instance, sequence)
            join stored_range r on r.instance = n.instance and r.sequences @> n.sequence""";

    /* The largest number has no range: what ends it would be one more. */
    private static final String MOVE = """
            with moved as (delete from stored_window where ctid = any(array(
                select ctid from stored_window where second < ? and sequence < 9223372036854775807 limit ?))
              returning instance, sequence, second),
            kept as (insert into stored_range as r (instance, sequences, second)
              select instance, range_agg(int8range(sequence, sequence, '[]')), max(second) from moved
              group by instance order by instance
              on conflict (instance) do update
                set sequences = r.sequences + excluded.sequences, second = greatest(r.second, excluded.second)
              returning 1)
            select (select count(*) from moved), (select count(*) from kept)""";

    private final Database database;

    StoredRanges(Database database) {
        this.database = database;
    }

    /** Which of these windows are stored and have become ranges. */
    Set<WindowId> alreadyStored(Connection connection, Map<WindowId, TelemetryWindow> offered, Instant now)
            throws SQLException {
        long certain = now.minus(CERTAIN).getEpochSecond();
        List<WindowId> late = offered.entrySet().stream()
                .filter(window -> window.getValue().start().getEpochSecond() < certain)
                .map(Map.Entry::getKey)
                .toList();
        Set<WindowId> stored = new HashSet<>();
        if (late.isEmpty()) {
            return stored;
        }
        lock(connection, "pg_advisory_xact_lock_shared");
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setArray(1, SqlArrays.of(connection, "text", late, WindowId::instance));
            statement.setArray(2, SqlArrays.of(connection, "int8", late, WindowId::sequence));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    stored.add(new WindowId(row.getString(1), row.getLong(2)));
                }
            }
        }
        return stored;
    }

    /** Makes ranges of all rows that are old by now, and says how many rows that were. */
    long moveOld(Instant now) {
        long sum = 0;
        long moved;
        do {
            moved = database.inTransaction(connection -> move(connection, now.minus(AGE)));
            sum += moved;
        } while (moved == ROWS_A_TRANSACTION);
        return sum;
    }

    private static long move(Connection connection, Instant before) throws SQLException {
        lock(connection, "pg_advisory_xact_lock");
        try (PreparedStatement statement = connection.prepareStatement(MOVE)) {
            statement.setLong(1, before.getEpochSecond());
            statement.setInt(2, ROWS_A_TRANSACTION);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void lock(Connection connection, String function) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select " + function + "(?)")) {
            statement.setLong(1, LOCK);
            statement.execute();
        }
    }
}
