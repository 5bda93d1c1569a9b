package dev.signalbox.monitor.deployments;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.monitor.store.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads which deployments and versions counts are kept of. Thread safe. */
@Singleton
class DeploymentReader {
    /* Jumps from name to name in the index of counts, so that it costs by names and not by counts. */
    private static final String NAMES = """
            with recursive known as (
              (select deployment from counted_second where deployment > ? order by deployment limit 1)
              union all
              select (select c.deployment from counted_second c where c.deployment > known.deployment
                order by c.deployment limit 1)
              from known where known.deployment is not null)
            select deployment from known where deployment is not null limit ?""";

    private static final String VERSIONS = """
            with recursive known as (
              (select version from counted_second where deployment = ? order by version limit 1)
              union all
              select (select c.version from counted_second c where c.deployment = ? and c.version > known.version
                order by c.version limit 1)
              from known where known.version is not null)
            select version, greatest(
              (select max(c.second) from counted_second c
                where c.deployment = ? and c.version = known.version and c.reporter = 'ROUTER'),
              (select max(c.second) from counted_second c
                where c.deployment = ? and c.version = known.version and c.reporter = 'MODEL_SERVER'))
            from known where version is not null limit ?""";

    private final Database database;

    DeploymentReader(Database database) {
        this.database = database;
    }

    /** The deployments whose names come after one, in the order of their names, with when each version was last counted. */
    Map<DeploymentName, Map<ModelVersion, Instant>> after(String name, int most, int mostVersions) {
        return database.inTransaction(connection -> {
            Map<DeploymentName, Map<ModelVersion, Instant>> found = new LinkedHashMap<>();
            for (String deployment : names(connection, name, most)) {
                found.put(DeploymentName.parse(deployment), versions(connection, deployment, mostVersions));
            }
            return found;
        });
    }

    private static List<String> names(Connection connection, String after, int most) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NAMES)) {
            statement.setString(1, after);
            statement.setInt(2, most);
            List<String> names = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
            return names;
        }
    }

    private static Map<ModelVersion, Instant> versions(Connection connection, String deployment, int most)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(VERSIONS)) {
            statement.setString(1, deployment);
            statement.setString(2, deployment);
            statement.setString(3, deployment);
            statement.setString(4, deployment);
            statement.setInt(5, most);
            Map<ModelVersion, Instant> versions = new LinkedHashMap<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    versions.put(new ModelVersion(row.getString(1)), Instant.ofEpochSecond(row.getLong(2)));
                }
            }
            return versions;
        }
    }
}
