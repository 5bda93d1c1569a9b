package dev.signalbox.monitor.rollout;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.rollout.RolloutReport;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps the latest report of every deployment, and a bounded number of those that changed something. Thread safe. */
@Singleton
public class RolloutStore {
    /** How many changes of a deployment are kept; the oldest go first. */
    static final int MOST_CHANGES = 2_000;

    /** How many deployments are looked at for changes. */
    private static final int MOST_TOLD = 10_000;

    private static final String CLAIM = "insert into rollout (deployment, at, document) values (?, ?, ?::jsonb)"
            + " on conflict (deployment) do nothing";

    private static final String LATEST = "select document from rollout where deployment = ? for update";

    private static final String REPLACE =
            "update rollout set at = ?, document = ?::jsonb where deployment = ? and at <= ?";

    private static final String BEFORE = """
            select document from rollout_change where deployment = ? and at <= ? order by at desc limit 1""";

    private static final String CHANGE = """
            insert into rollout_change (deployment, at, document) values (?, ?, ?::jsonb) on conflict do nothing""";

    private static final String TRIM = """
            delete from rollout_change where deployment = ? and at <= (
              select at from rollout_change where deployment = ? order by at desc offset ? limit 1)""";

    private static final String GET = "select document from rollout where deployment = ?";

    private static final String CHANGES = """
            select document from (
              select at, document from rollout_change
              where deployment = ? and at >= ? and at <= ? order by at desc limit ?) newest
            order by at""";

    private static final String AFTER = "select document from rollout where deployment > ? order by deployment limit ?";

    private static final String TIMES = "select deployment, at from rollout limit " + MOST_TOLD;

    private final Database database;
    private final StoredDocuments documents;

    RolloutStore(Database database, StoredDocuments documents) {
        this.database = database;
        this.documents = documents;
    }

    /** Keeps a report; the same again changes nothing, and a late one only fills in the history. */
    void put(RolloutReport report) {
        database.inTransaction(connection -> {
            put(connection, report);
            return null;
        });
    }

    private void put(Connection connection, RolloutReport report) throws SQLException {
        String deployment = report.deployment().toString();
        Timestamp at = Timestamp.from(report.at());
        String document = documents.write(report);
        /* The row is locked first, so that reports of one deployment come after one another, whichever replica they reach. */
        Statements.update(connection, CLAIM, deployment, at, document);
        Statements.text(connection, LATEST, deployment);
        Statements.update(connection, REPLACE, at, document, deployment, at);
        Optional<RolloutReport> before =
                Statements.text(connection, BEFORE, deployment, at).map(this::read);
        if (before.isEmpty() || !before.get().saysTheSameAs(report)) {
            Statements.update(connection, CHANGE, deployment, at, document);
            Statements.update(connection, TRIM, deployment, deployment, MOST_CHANGES);
        }
    }

    /** Where a deployment is, if the operator ever told. */
    public Optional<RolloutReport> get(DeploymentName deployment) {
        return database.inTransaction(connection -> Statements.text(connection, GET, deployment.toString()))
                .map(this::read);
    }

    /** The newest changes between two instants, at most so many, oldest first. */
    public List<RolloutReport> changes(DeploymentName deployment, Instant from, Instant to, int most) {
        List<String> found = database.inTransaction(connection -> Statements.texts(
                connection, CHANGES, deployment.toString(), Timestamp.from(from), Timestamp.from(to), most));
        return found.stream().map(this::read).toList();
    }

    /** Where deployments are whose names come after one, in the order of their names, at most so many. */
    List<RolloutReport> after(String deployment, int most) {
        return database.inTransaction(connection -> Statements.texts(connection, AFTER, deployment, most)).stream()
                .map(this::read)
                .toList();
    }

    /** When the operator last told of each deployment. */
    Map<DeploymentName, Instant> times() {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(TIMES);
                    ResultSet row = statement.executeQuery()) {
                Map<DeploymentName, Instant> times = new HashMap<>();
                while (row.next()) {
                    times.put(
                            DeploymentName.parse(row.getString(1)),
                            row.getTimestamp(2).toInstant());
                }
                return times;
            }
        });
    }

    private RolloutReport read(String document) {
        return documents.read(document, RolloutReport.class);
    }
}
