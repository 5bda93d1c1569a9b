package dev.signalbox.monitor.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.telemetry.Reporter;
import dev.signalbox.monitor.judging.Slot;
import dev.signalbox.monitor.store.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Adds old counts up over ten seconds, a minute, an hour. What a rollout that is being judged needs stays as it is until nobody
 * asked about it for a day. Thread safe, in this process and others.
 */
@Singleton
class CountsRollup {
    /* A row of counts begins at its second, whatever time it is of, so that readers need not know. Each level has done everything
     * before a second of its own, which is moved on together with the rows; whoever has that row works on the level alone. What
     * comes later for a time that is done is put where it belongs at once, and what was kept for a rollout is caught up on when
     * the rollout is over. */
    private static final Duration OVER = Duration.ofDays(1);

    /** How many rows of the finer level a slice has for a version, so that a transaction is neither long nor large. */
    private static final int ROWS_OF_A_SLICE = 60;

    private static final String COLUMNS = """
            deployment, version, reporter, second, longest_millis, ended, last_arrival, latency, copy_latency, by_name,
            requests, errors, rejections, cancelled, failed_over, failed_to_client, answered_rows, null_rows,
            copies, copy_errors, copy_rejections, copies_dropped, ejections, withheld""";

    private static final String TAKE = """
            delete from counted_second c where second >= ? and second < ? and (?::text is null or deployment = ?)
              and not exists (select 1 from judged j where j.deployment = c.deployment and j.keep_from <= c.second)
            returning\s""" + COLUMNS;

    private static final String START = """
            insert into counted_until (span, second)
            select ?, coalesce((select min(second) / 3600 * 3600 from counted_second), ?)
            where not exists (select 1 from counted_until where span = ?)
            on conflict do nothing""";

    private final Database database;
    private final CountedRows rows;
    private final Resolution resolution;
    private final ObjectMapper json;

    CountsRollup(Database database, CountedRows rows, Resolution resolution, ObjectMapper json) {
        this.database = database;
        this.rows = rows;
        this.resolution = resolution;
        this.json = json;
    }

    /** Adds up everything that is old enough by now, and says into how many rows. */
    long rollUp(Instant now) {
        long sum = 0;
        long finer = 1;
        for (Resolution.Level level : resolution.levels()) {
            long length = Math.max(level.span(), finer * ROWS_OF_A_SLICE) / level.span() * level.span();
            long until = level.until(now);
            long made;
            do {
                made = database.inTransaction(connection -> nextSlice(connection, level.span(), length, until));
                sum += Math.max(0, made);
            } while (made >= 0);
            finer = level.span();
        }
        return sum + catchUp(now);
    }

    /** Does the level's next slice; -1 where there is none, or where another process is at it. */
    private long nextSlice(Connection connection, int span, long length, long until) throws SQLException {
        start(connection, span, until);
        long from;
        try (PreparedStatement statement =
                connection.prepareStatement("select second from counted_until where span = ? for update skip locked")) {
            statement.setInt(1, span);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next() || row.getLong(1) >= until) {
                    return -1;
                }
                from = row.getLong(1);
            }
        }
        long to = Math.min(until, (Math.floorDiv(from, length) + 1) * length);
        SortedSet<String> changed = new TreeSet<>();
        long made = merge(connection, new Slice(span, from, to, null), changed);
        LateCounts.note(connection, changed);
        try (PreparedStatement statement =
                connection.prepareStatement("update counted_until set second = ? where span = ?")) {
            statement.setLong(1, made == 0 ? skipEmpty(connection, to, until, length) : to);
            statement.setInt(2, span);
            statement.executeUpdate();
        }
        return made;
    }

    private static void start(Connection connection, int span, long until) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(START)) {
            statement.setInt(1, span);
            statement.setLong(2, until);
            statement.setInt(3, span);
            statement.executeUpdate();
        }
    }

    /* A monitor that was away for long has nothing to do for that time. */
    private static long skipEmpty(Connection connection, long from, long until, long length) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select min(second) from counted_second where second >= ? and second < ?")) {
            statement.setLong(1, from);
            statement.setLong(2, until);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                long next = row.getLong(1);
                return row.wasNull() ? until : Math.max(from, Math.floorDiv(next, length) * length);
            }
        }
    }

    /** What is added up at once: over so many seconds, within a time, of one deployment or of all. */
    private record Slice(
            int span, long from, long to, @Nullable String deployment) {}

    private long merge(Connection connection, Slice slice, SortedSet<String> changed) throws SQLException {
        SortedMap<CountedKey, FoldedRow> merged = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(TAKE)) {
            statement.setLong(1, slice.from());
            statement.setLong(2, slice.to());
            statement.setString(3, slice.deployment());
            statement.setString(4, slice.deployment());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    CountedKey key = new CountedKey(
                            DeploymentName.parse(row.getString(1)),
                            new Slot(
                                    new ModelVersion(row.getString(2)),
                                    Reporter.valueOf(row.getString(3)),
                                    row.getLong(4)));
                    merged.computeIfAbsent(key.within(slice.span()), into -> new FoldedRow())
                            .add(row, names(row.getString(10)));
                }
            }
        }
        merged.values().forEach(row -> row.spans(slice.span()));
        merged.keySet().forEach(key -> changed.add(key.deployment().toString()));
        if (!merged.isEmpty()) {
            rows.add(connection, merged);
        }
        return merged.size();
    }

    private long catchUp(Instant now) {
        long sum = 0;
        long made;
        do {
            made = database.inTransaction(connection -> catchUpWithOne(connection, now));
            sum += Math.max(0, made);
        } while (made >= 0);
        return sum;
    }

    private long catchUpWithOne(Connection connection, Instant now) throws SQLException {
        Optional<JudgedStore.Over> over = JudgedStore.takeOneOver(connection, now.minus(OVER));
        if (over.isEmpty()) {
            return -1;
        }
        long sum = 0;
        SortedSet<String> changed = new TreeSet<>();
        for (Resolution.Level level : resolution.levels()) {
            long until = level.until(now);
            long from = Math.floorDiv(over.get().keepFrom(), Resolution.HOUR) * Resolution.HOUR;
            for (; from < until; from += Resolution.HOUR) {
                long to = Math.min(from + Resolution.HOUR, until);
                sum += merge(
                        connection, new Slice(level.span(), from, to, over.get().deployment()), changed);
            }
        }
        LateCounts.note(connection, changed);
        return sum;
    }

    private List<Map<String, Map<String, Long>>> names(String document) {
        try {
            return json.readValue(document, new TypeReference<List<Map<String, Map<String, Long>>>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored counts by name could not be read", e);
        }
    }
}
