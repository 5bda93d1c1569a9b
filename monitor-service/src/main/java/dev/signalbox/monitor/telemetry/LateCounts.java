package dev.signalbox.monitor.telemetry;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.monitor.store.SqlArrays;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.SortedSet;

/** Counts how often a deployment's old counts changed, in the transactions that change them. */
final class LateCounts {
    /** What begins longer ago than this is late. */
    static final Duration LATE = Duration.ofMinutes(5);

    /** What is remembered is older than this: clocks of replicas differ by less than the rest, and no transaction takes as long. */
    static final Duration REMEMBERED = Duration.ofMinutes(10);

    private static final String NOTE = """
            insert into late_count as l (deployment, changes, second)
            select *, 1, extract(epoch from now())::bigint from unnest(?::text[])
            on conflict (deployment) do update set changes = l.changes + 1, second = excluded.second""";

    private LateCounts() {}

    /** Old counts of these deployments are changed in this transaction. In one order in every transaction, so that none waits in a circle. */
    static void note(Connection connection, SortedSet<String> deployments) throws SQLException {
        if (deployments.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(NOTE)) {
            statement.setArray(1, SqlArrays.of(connection, "text", deployments, name -> name));
            statement.executeUpdate();
        }
    }

    /** How often a deployment's old counts have changed. */
    static long changes(Connection connection, DeploymentName deployment) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select changes from late_count where deployment = ?")) {
            statement.setString(1, deployment.toString());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }
}
