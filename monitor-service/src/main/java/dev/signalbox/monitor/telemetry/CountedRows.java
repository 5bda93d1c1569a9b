package dev.signalbox.monitor.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.monitor.store.SqlArrays;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;

/** Adds counts to the rows that they belong into, with one statement over arrays. */
@Singleton
class CountedRows {
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

    private final ObjectMapper json;

    CountedRows(ObjectMapper json) {
        this.json = json;
    }

    /** Adds rows to those that are there, in their order. */
    void add(Connection connection, SortedMap<CountedKey, FoldedRow> rows) throws SQLException {
        Collection<CountedKey> keys = rows.keySet();
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

    private String text(List<Map<String, Map<String, Long>>> names) {
        try {
            return json.writeValueAsString(names);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("counts by name could not be written as JSON", e);
        }
    }
}
