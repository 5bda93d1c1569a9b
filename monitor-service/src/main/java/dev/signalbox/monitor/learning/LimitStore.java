package dev.signalbox.monitor.learning;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.monitor.limits.SeriesKey;
import dev.signalbox.monitor.store.Database;
import dev.signalbox.monitor.store.Statements;
import dev.signalbox.monitor.store.StoredDocuments;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Keeps which limit was in force from when on. Thread safe, in this process and others. */
@Singleton
public class LimitStore {
    /* What is in force is never changed: of two replicas that learn the same limit, or of a late window another one, the first says it. */
    private static final String PUT = """
            insert into learned_limit (deployment, alarm, series, valid_from, document) values (?, ?, ?, ?, ?)
            on conflict do nothing""";

    private static final String LATEST = """
            select document from learned_limit where deployment = ? and alarm = ? and series = ? and valid_from <= ?
            order by valid_from desc limit 1""";

    /** How many limits of a series are told of any time: hour by hour, of a month and more. */
    static final int MOST = 1_000;

    /* From one series to the next by the primary key, instead of over all hours of all of them: every verdict asks this. */
    private static final String BETWEEN = """
            with recursive one as (
              (select alarm, series from learned_limit where deployment = ? order by alarm, series limit 1)
              union all
              select next.alarm, next.series from one, lateral (
                select alarm, series from learned_limit
                where deployment = ? and (alarm, series) > (one.alarm, one.series)
                order by alarm, series limit 1) next)
            select kept.* from one, lateral (
              select alarm, series, valid_from, document from learned_limit l
              where deployment = ? and alarm = one.alarm and series = one.series and valid_from <= ?
                and valid_from >= coalesce((
                  select max(valid_from) from learned_limit
                  where deployment = ? and alarm = one.alarm and series = one.series and valid_from <= ?), ?)
              order by valid_from desc limit\s""" + MOST + ") kept order by alarm, series, valid_from desc";

    private final Database database;
    private final StoredDocuments documents;

    LimitStore(Database database, StoredDocuments documents) {
        this.database = database;
        this.documents = documents;
    }

    /** A limit, and from when on it is in force. */
    record Kept(Instant from, RecordedLimit limit) {}

    /** Records a limit that is in force from an instant on, unless the same is in force by then; says whether it was. */
    boolean put(DeploymentName deployment, SeriesKey key, Instant from, RecordedLimit limit) {
        return database.inTransaction(connection -> {
            Optional<RecordedLimit> before = latest(connection, deployment, key, from);
            boolean same = before.isPresent()
                    && before.get().isOf(limit.rule())
                    && before.get().learned().isThatOf(limit.learned());
            return !same
                    && Statements.update(
                                    connection,
                                    PUT,
                                    deployment.toString(),
                                    key.alarm(),
                                    key.series(),
                                    Timestamp.from(from),
                                    documents.write(limit))
                            == 1;
        });
    }

    private Optional<RecordedLimit> latest(Connection connection, DeploymentName deployment, SeriesKey key, Instant at)
            throws SQLException {
        return Statements.text(connection, LATEST, deployment.toString(), key.alarm(), key.series(), Timestamp.from(at))
                .map(document -> documents.read(document, RecordedLimit.class));
    }

    /**
     * What was in force at some time within {@code [from, to]}: for each series in the order of time, beginning with what was in force
     * at its begin; the newest of each.
     */
    Map<SeriesKey, List<Kept>> between(DeploymentName deployment, Instant from, Instant to) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(BETWEEN)) {
                statement.setString(1, deployment.toString());
                statement.setString(2, deployment.toString());
                statement.setString(3, deployment.toString());
                statement.setTimestamp(4, Timestamp.from(to));
                statement.setString(5, deployment.toString());
                statement.setTimestamp(6, Timestamp.from(from));
                statement.setTimestamp(7, Timestamp.from(from));
                Map<SeriesKey, List<Kept>> kept = new TreeMap<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        kept.computeIfAbsent(
                                        new SeriesKey(row.getString(1), row.getString(2)), key -> new ArrayList<>())
                                .addFirst(new Kept(
                                        row.getTimestamp(3).toInstant(),
                                        documents.read(row.getString(4), RecordedLimit.class)));
                    }
                }
                return kept;
            }
        });
    }
}
