package dev.signalbox.monitor.changes;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.verdict.Verdict;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the latest verdict of every deployment, and a bounded number of its changes. Thread safe, in this process and others. */
@Singleton
public class ChangeStore {
    /** How many changes of a deployment are kept; the oldest go first. */
    static final int MOST_OF_A_DEPLOYMENT = 2_000;

    /* Who adds changes does so alone until it is committed, so that numbers become visible in their order and a reader that goes on
     * from the last one misses none. */
    private static final long LOCK = 0x5167_6e61_6c43_6867L;

    private static final String CLAIM = """
            insert into verdict_latest (deployment, as_of, document) values (?, '-infinity', '') on conflict do nothing""";

    private static final String LATEST = "select document from verdict_latest where deployment = ? for update";

    private static final String REPLACE = "update verdict_latest set as_of = ?, document = ? where deployment = ?";

    private static final String ADD = "insert into change (deployment, at, alarm, document) values (?, ?, ?, ?)";

    private static final String TRIM = """
            delete from change where deployment = ? and id <= (
              select id from change where deployment = ? order by id desc offset ? limit 1)""";

    private static final String AFTER = """
            select id, document from change where id > ? and (?::text is null or deployment = ?) order by id limit ?""";

    private static final String SINCE = """
            select distinct on (alarm) alarm, at from change
            where deployment = ? and at >= ? order by alarm, id desc""";

    private final Database database;
    private final StoredDocuments documents;

    ChangeStore(Database database, StoredDocuments documents) {
        this.database = database;
        this.documents = documents;
    }

    /** Keeps a verdict if it is the latest, with what is different in it. */
    void keep(Verdict verdict) {
        database.inTransaction(connection -> {
            keep(connection, verdict);
            return true;
        });
    }

    private void keep(Connection connection, Verdict verdict) throws SQLException {
        String deployment = verdict.deployment().toString();
        Statements.update(connection, CLAIM, deployment);
        Verdict before = one(connection, LATEST, deployment).orElse(null);
        if (before != null && before.asOf().isAfter(verdict.asOf())) {
            return;
        }
        Statements.update(connection, REPLACE, Timestamp.from(verdict.asOf()), documents.write(verdict), deployment);
        List<Change> changes = Change.between(before, verdict);
        if (!changes.isEmpty()) {
            add(connection, deployment, changes);
        }
    }

    private void add(Connection connection, String deployment, List<Change> changes) throws SQLException {
        Statements.texts(connection, "select pg_advisory_xact_lock(?)", LOCK);
        try (PreparedStatement add = connection.prepareStatement(ADD)) {
            for (Change change : changes) {
                add.setString(1, deployment);
                add.setTimestamp(2, Timestamp.from(change.at()));
                add.setString(3, change.alarm());
                add.setString(4, documents.write(change));
                add.addBatch();
            }
            add.executeBatch();
        }
        Statements.update(connection, TRIM, deployment, deployment, MOST_OF_A_DEPLOYMENT);
    }

    /** The latest verdict, if there is any. */
    public Optional<Verdict> latest(DeploymentName deployment) {
        return database.inTransaction(connection ->
                one(connection, "select document from verdict_latest where deployment = ?", deployment.toString()));
    }

    /* A claim is kept as an empty document. */
    private Optional<Verdict> one(Connection connection, String sql, String deployment) throws SQLException {
        return Statements.text(connection, sql, deployment)
                .filter(document -> !document.isEmpty())
                .map(document -> documents.read(document, Verdict.class));
    }

    /** Since when each alarm's signal is what it is, as far as changes since an instant tell; the verdict's own stands at "". */
    Map<String, Instant> since(DeploymentName deployment, Instant from) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(SINCE)) {
                statement.setString(1, deployment.toString());
                statement.setTimestamp(2, Timestamp.from(from));
                Map<String, Instant> since = new HashMap<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        String alarm = row.getString(1);
                        since.put(
                                alarm == null ? "" : alarm, row.getTimestamp(2).toInstant());
                    }
                }
                return since;
            }
        });
    }

    /** The changes after a number, of one deployment or of all, at most so many. */
    List<NumberedChange> after(long id, @Nullable DeploymentName deployment, int most) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(AFTER)) {
                String name = deployment == null ? null : deployment.toString();
                statement.setLong(1, id);
                statement.setString(2, name);
                statement.setString(3, name);
                statement.setInt(4, most);
                List<NumberedChange> changes = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        changes.add(new NumberedChange(row.getLong(1), documents.read(row.getString(2), Change.class)));
                    }
                }
                return changes;
            }
        });
    }

    /** All changes of a deployment that are kept, oldest first. */
    public List<Change> of(DeploymentName deployment) {
        return after(0, deployment, MOST_OF_A_DEPLOYMENT).stream()
                .map(NumberedChange::change)
                .toList();
    }

    /** The highest number; 0 where there is none. */
    long newest() {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("select coalesce(max(id), 0) from change");
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
    }
}
