package dev.signalbox.monitor.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.monitor.judging.Slot;
import dev.signalbox.monitor.store.Database;
import dev.signalbox.monitor.store.SqlArrays;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Stores windows exactly once, added up by version and second. Thread safe, in this process and others. */
@Singleton
class WindowStore {
    /* One transaction: note which windows are new, then add those to the rows they belong into, each with one statement over
     * arrays. Both walk their keys in the same order in every transaction, and the first table is always locked before the
     * second, so transactions wait for each other but never in a circle. */
    private static final String NOTE_NEW = """
            insert into stored_window (instance, sequence, second)
            select * from unnest(?::text[], ?::bigint[], ?::bigint[])
            on conflict do nothing
            returning instance, sequence""";

    private static final String ADD = """
            insert into counted_second as c (deployment, version, reporter, second, longest_millis, ended, last_arrival,
                requests, errors, rejections, cancelled, failed_over, failed_to_client, answered_rows, null_rows,
                copies, copy_errors, copy_rejections, copies_dropped, ejections, withheld, latency, copy_latency, by_name)
            select n.deployment, n.version, n.reporter, n.second, n.longest, n.ended::timestamptz, nullif(n.arrival, '')::timestamptz,
                n.requests, n.errors, n.rejections, n.cancelled, n.failed_over, n.failed_to_client, n.answered, n.nulls,
                n.copies, n.copy_errors, n.copy_rejections, n.copies_dropped, n.ejections, n.withheld,
                n.latency, n.copy_latency, n.by_name::jsonb
            from unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::text[],
                ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
                ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
                ?::bytea[], ?::bytea[], ?::text[])
              as n(deployment, version, reporter, second, longest, ended, arrival,
                requests, errors, rejections, cancelled, failed_over, failed_to_client, answered, nulls,
                copies, copy_errors, copy_rejections, copies_dropped, ejections, withheld, latency, copy_latency, by_name)
            on conflict (deployment, version, reporter, second) do update set
                longest_millis = greatest(c.longest_millis, excluded.longest_millis),
                ended = greatest(c.ended, excluded.ended),
                last_arrival = greatest(c.last_arrival, excluded.last_arrival),
                requests = c.requests + excluded.requests,
                errors = c.errors + excluded.errors,
                rejections = c.rejections + excluded.rejections,
                cancelled = c.cancelled + excluded.cancelled,
                failed_over = c.failed_over + excluded.failed_over,
                failed_to_client = c.failed_to_client + excluded.failed_to_client,
                answered_rows = c.answered_rows + excluded.answered_rows,
                null_rows = c.null_rows + excluded.null_rows,
                copies = c.copies + excluded.copies,
                copy_errors = c.copy_errors + excluded.copy_errors,
                copy_rejections = c.copy_rejections + excluded.copy_rejections,
                copies_dropped = c.copies_dropped + excluded.copies_dropped,
                ejections = c.ejections + excluded.ejections,
                withheld = c.withheld + excluded.withheld,
                latency = c.latency || excluded.latency,
                copy_latency = c.copy_latency || excluded.copy_latency,
                by_name = c.by_name || excluded.by_name""";

    private final Database database;
    private final ProfileStore profiles;
    private final ObjectMapper json;

    WindowStore(Database database, ProfileStore profiles, ObjectMapper json) {
        this.database = database;
        this.profiles = profiles;
        this.json = json;
    }

    private record Identity(String instance, long sequence) implements Comparable<Identity> {
        @Override
        public int compareTo(Identity other) {
            int byInstance = instance.compareTo(other.instance);
            return byInstance != 0 ? byInstance : Long.compare(sequence, other.sequence);
        }
    }

    private record Row(DeploymentName deployment, Slot slot) implements Comparable<Row> {
        @Override
        public int compareTo(Row other) {
            int byDeployment = deployment.compareTo(other.deployment);
            return byDeployment != 0 ? byDeployment : slot.compareTo(other.slot);
        }
    }

    /** Stores those windows that are not stored yet, durably, and says how many they were. */
    int store(List<TelemetryWindow> windows) {
        SortedMap<Identity, TelemetryWindow> offered = new TreeMap<>();
        for (TelemetryWindow window : windows) {
            offered.putIfAbsent(new Identity(window.instance(), window.sequence()), window);
        }
        if (offered.isEmpty()) {
            return 0;
        }
        Stored stored = database.inTransaction(connection -> {
            offered.keySet().retainAll(noteNew(connection, offered));
            if (!offered.isEmpty()) {
                add(connection, folded(offered.values()));
            }
            return new Stored(offered.size(), profiles.add(connection, offered.values()));
        });
        stored.profiles.committed();
        return stored.windows;
    }

    private record Stored(int windows, ProfileStore.Added profiles) {}

    private static SortedMap<Row, FoldedRow> folded(Collection<TelemetryWindow> windows) {
        SortedMap<Row, FoldedRow> rows = new TreeMap<>();
        for (TelemetryWindow window : windows) {
            rows.computeIfAbsent(new Row(window.deployment(), Slot.of(window)), row -> new FoldedRow())
                    .add(window);
        }
        return rows;
    }

    private static Set<Identity> noteNew(Connection connection, SortedMap<Identity, TelemetryWindow> offered)
            throws SQLException {
        Set<Identity> isNew = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(NOTE_NEW)) {
            statement.setArray(1, SqlArrays.of(connection, "text", offered.keySet(), Identity::instance));
            statement.setArray(2, SqlArrays.of(connection, "int8", offered.keySet(), Identity::sequence));
            statement.setArray(
                    3,
                    SqlArrays.of(
                            connection, "int8", offered.values(), w -> w.start().getEpochSecond()));
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    isNew.add(new Identity(found.getString(1), found.getLong(2)));
                }
            }
        }
        return isNew;
    }

    private void add(Connection connection, SortedMap<Row, FoldedRow> rows) throws SQLException {
        Collection<Row> keys = rows.keySet();
        Collection<FoldedRow> values = rows.values();
        List<Array> columns = new ArrayList<>();
        columns.add(
                SqlArrays.of(connection, "text", keys, row -> row.deployment().toString()));
        columns.add(SqlArrays.of(
                connection, "text", keys, row -> row.slot().version().id()));
        columns.add(SqlArrays.of(
                connection, "text", keys, row -> row.slot().reporter().name()));
        columns.add(SqlArrays.of(connection, "int8", keys, row -> row.slot().second()));
        columns.add(SqlArrays.of(connection, "int8", values, FoldedRow::longestMillis));
        columns.add(SqlArrays.of(connection, "text", values, row -> row.ended().toString()));
        columns.add(SqlArrays.of(connection, "text", values, row -> Objects.toString(row.lastArrival(), "")));
        for (FoldedRow.Column column : FoldedRow.Column.values()) {
            columns.add(SqlArrays.of(connection, "int8", values, row -> row.count(column)));
        }
        columns.add(connection.createArrayOf(
                "bytea", values.stream().map(FoldedRow::latency).toArray(byte[][]::new)));
        columns.add(connection.createArrayOf(
                "bytea", values.stream().map(FoldedRow::copyLatency).toArray(byte[][]::new)));
        columns.add(SqlArrays.of(connection, "text", values, row -> text(row.byName())));
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            for (int i = 0; i < columns.size(); i++) {
                statement.setArray(i + 1, columns.get(i));
            }
            statement.executeUpdate();
        }
    }

    private String text(List<Map<String, Object>> names) {
        try {
            return json.writeValueAsString(names);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("counts by name could not be written as JSON", e);
        }
    }
}
