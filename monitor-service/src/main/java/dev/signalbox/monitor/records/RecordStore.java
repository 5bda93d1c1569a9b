package dev.signalbox.monitor.records;

import dev.signalbox.api.sample.InferenceRecord;
import dev.signalbox.monitor.store.Database;
import dev.signalbox.monitor.store.SqlArrays;
import dev.signalbox.monitor.store.StorableText;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Stores records, each once, as long as their deployment's budget lasts. Thread safe, in this process and others. */
@Singleton
class RecordStore {
    /* One transaction: take the deployments' accounts, in one order, make room where they are full, put in what is new, then
     * settle. Whoever has an account is alone with the deployment's records, so that neither the budget nor the account can be
     * passed by. */
    private static final String OPEN = """
            insert into record_usage (deployment, records, bytes)
            select n, 0, 0 from unnest(?::text[]) as n order by n on conflict do nothing""";

    private static final String TAKE =
            "select deployment, records, bytes from record_usage where deployment = any(?) order by deployment for update";

    private static final String ADD = """
            insert into inference_record
              (deployment, request_id, version, instance, at, received_at, latency_micros, rows, document, bytes)
            select n.deployment, n.request_id, n.version, n.instance, n.at::timestamptz, ?::timestamptz, n.latency, n.rows,
              n.document, n.bytes
            from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::bigint[])
              as n(deployment, request_id, version, instance, at, latency, rows, document, bytes)
            on conflict do nothing
            returning deployment, bytes""";

    private static final String MAKE_ROOM = """
            with gone as (delete from inference_record where ctid = any(array(
                select ctid from inference_record where deployment = ? order by at, request_id limit ?))
              returning bytes)
            select count(*), coalesce(sum(bytes), 0) from gone""";

    private static final String DELETE_OLD = """
            with gone as (delete from inference_record where ctid = any(array(
                select ctid from inference_record where deployment = ? and received_at < ? limit ?))
              returning bytes)
            select count(*), coalesce(sum(bytes), 0) from gone""";

    /** The share of the records that is deleted to make room. */
    private static final int ROOM = 10;

    private static final String SETTLE =
            "update record_usage set records = records + ?, bytes = bytes + ? where deployment = ?";

    private final Database database;
    private final RecordDocuments documents;
    private final RecordConfig config;

    RecordStore(Database database, RecordDocuments documents, RecordConfig config) {
        this.database = database;
        this.documents = documents;
        this.config = config;
    }

    /** What became of records, and how many older ones had to go. */
    record Stored(int isNew, int duplicates, long gone) {}

    private record Row(InferenceRecord record, String requestId, String instance, String document, long bytes) {}

    private static final class Usage {
        private long records;
        private long bytes;

        Usage(long records, long bytes) {
            this.records = records;
            this.bytes = bytes;
        }
    }

    /** Stores those records that are not stored yet, durably; where the budget is used up, the oldest go. */
    Stored store(List<InferenceRecord> records, Instant now) {
        Map<String, Row> offered = new TreeMap<>();
        for (InferenceRecord record : records) {
            Row row = row(record);
            offered.putIfAbsent(
                    String.join(
                            "\n",
                            record.deployment().toString(),
                            row.requestId(),
                            record.version().id(),
                            row.instance()),
                    row);
        }
        if (offered.isEmpty()) {
            return new Stored(0, 0, 0);
        }
        return database.inTransaction(connection -> {
            long gone = takeAccounts(connection, incoming(offered.values()));
            int isNew = add(connection, List.copyOf(offered.values()), now);
            return new Stored(isNew, records.size() - isNew, gone);
        });
    }

    private Row row(InferenceRecord record) {
        String document = documents.write(record);
        return new Row(
                record,
                StorableText.of(record.requestId()),
                StorableText.of(record.instance()),
                document,
                document.getBytes(StandardCharsets.UTF_8).length);
    }

    private static Map<String, Long> incoming(Collection<Row> rows) {
        Map<String, Long> incoming = new TreeMap<>();
        rows.forEach(row -> incoming.merge(row.record().deployment().toString(), 1L, Long::sum));
        return incoming;
    }

    /** Takes the accounts of deployments and makes room for so many records of each; says how many older ones had to go. */
    private long takeAccounts(Connection connection, Map<String, Long> incoming) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OPEN)) {
            statement.setArray(1, SqlArrays.of(connection, "text", incoming.keySet(), name -> name));
            statement.executeUpdate();
        }
        Map<String, Usage> accounts = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(TAKE)) {
            statement.setArray(1, SqlArrays.of(connection, "text", incoming.keySet(), name -> name));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    accounts.put(row.getString(1), new Usage(row.getLong(2), row.getLong(3)));
                }
            }
        }
        long gone = 0;
        for (Map.Entry<String, Usage> account : accounts.entrySet()) {
            gone += makeRoom(
                    connection, account.getKey(), account.getValue(), incoming.getOrDefault(account.getKey(), 0L));
        }
        return gone;
    }

    private long makeRoom(Connection connection, String deployment, Usage usage, long incoming) throws SQLException {
        long before = usage.records;
        while (usage.records > 0
                && (usage.records + incoming > config.most()
                        || usage.bytes >= config.size().asLongValue())) {
            long tooMany = usage.records + incoming - config.most();
            try (PreparedStatement statement = connection.prepareStatement(MAKE_ROOM)) {
                statement.setString(1, deployment);
                statement.setLong(2, Math.max(tooMany, Math.ceilDiv(usage.records, ROOM)));
                Usage gone = gone(statement);
                settle(connection, deployment, -gone.records, -gone.bytes);
                usage.records -= gone.records;
                usage.bytes -= gone.bytes;
                if (gone.records == 0) {
                    break;
                }
            }
        }
        return before - usage.records;
    }

    private static Usage gone(PreparedStatement deletion) throws SQLException {
        try (ResultSet row = deletion.executeQuery()) {
            row.next();
            return new Usage(row.getLong(1), row.getLong(2));
        }
    }

    /** Deletes some records of a deployment that came before an instant, oldest first, and says how many. */
    long deleteSome(String deployment, Instant before, int most) {
        return database.inTransaction(connection -> {
            takeAccounts(connection, Map.of(deployment, 0L));
            try (PreparedStatement statement = connection.prepareStatement(DELETE_OLD)) {
                statement.setString(1, deployment);
                statement.setTimestamp(2, Timestamp.from(before));
                statement.setInt(3, most);
                Usage gone = gone(statement);
                settle(connection, deployment, -gone.records, -gone.bytes);
                return gone.records;
            }
        });
    }

    /** The deployments that have records from before an instant. */
    List<String> deploymentsBefore(Instant before) {
        return database.inTransaction(connection -> {
            List<String> names = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(
                    "select distinct deployment from inference_record where received_at < ? order by 1")) {
                statement.setTimestamp(1, Timestamp.from(before));
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        names.add(row.getString(1));
                    }
                }
            }
            return names;
        });
    }

    private static int add(Connection connection, List<Row> rows, Instant now) throws SQLException {
        Map<String, Usage> added = new HashMap<>();
        int isNew = 0;
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            statement.setString(1, now.toString());
            statement.setArray(
                    2,
                    SqlArrays.of(
                            connection,
                            "text",
                            rows,
                            row -> row.record().deployment().toString()));
            statement.setArray(3, SqlArrays.of(connection, "text", rows, Row::requestId));
            statement.setArray(
                    4,
                    SqlArrays.of(
                            connection,
                            "text",
                            rows,
                            row -> row.record().version().id()));
            statement.setArray(5, SqlArrays.of(connection, "text", rows, Row::instance));
            statement.setArray(
                    6,
                    SqlArrays.of(
                            connection, "text", rows, row -> row.record().at().toString()));
            statement.setArray(
                    7,
                    SqlArrays.of(connection, "int8", rows, row -> row.record().latencyMicros()));
            statement.setArray(8, SqlArrays.of(connection, "int8", rows, row ->
                    (long) row.record().rows()));
            statement.setArray(9, SqlArrays.of(connection, "text", rows, Row::document));
            statement.setArray(10, SqlArrays.of(connection, "int8", rows, Row::bytes));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Usage usage = added.computeIfAbsent(row.getString(1), name -> new Usage(0, 0));
                    usage.records++;
                    usage.bytes += row.getLong(2);
                    isNew++;
                }
            }
        }
        for (Map.Entry<String, Usage> usage : added.entrySet()) {
            settle(connection, usage.getKey(), usage.getValue().records, usage.getValue().bytes);
        }
        return isNew;
    }

    static void settle(Connection connection, String deployment, long records, long bytes) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SETTLE)) {
            statement.setLong(1, records);
            statement.setLong(2, bytes);
            statement.setString(3, deployment);
            statement.executeUpdate();
        }
    }
}
