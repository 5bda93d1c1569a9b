package dev.signalbox.monitor.callbacks;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.monitor.store.Database;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The decisions that were tried often enough, and are sent no more unless somebody says so. Thread safe. */
@Singleton
public class GivenUpCallbacks {
    private static final int MOST_AT_A_TIME = 1_000;

    private static final String SOME = """
            select deployment, request_id, url, tries, created_at, given_up_at, last_failure from callback
            where given_up_at is not null and (?::text is null or deployment = ?)
            order by given_up_at desc, id limit ?""";

    /* With the note of it in the same statement: who had it sent again is told or it is not sent. */
    private static final String RETRY = """
            with again as (
              update callback set given_up_at = null, tries = 0, next_at = ? where id = any(array(
                select id from callback where given_up_at is not null and deployment = ?
                  and (?::text is null or request_id = ?) order by given_up_at limit ? for update skip locked))
              returning deployment, request_id)
            insert into ticket_event (deployment, request_id, at, reviewer, action)
            select deployment, request_id, ?, ?, 'callback-retried' from again""";

    private final Database database;

    GivenUpCallbacks(Database database) {
        this.database = database;
    }

    /** A decision that was not taken at any of so many tries, and what the last one came to. */
    public record GivenUp(
            DeploymentName deployment,
            String requestId,
            String url,
            int tries,
            Instant decidedAt,
            Instant givenUpAt,
            @Nullable String lastFailure) {}

    /** Some of a deployment, or of all, those given up last first. */
    List<GivenUp> some(@Nullable DeploymentName deployment, int most) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(SOME)) {
                String name = deployment == null ? null : deployment.toString();
                statement.setString(1, name);
                statement.setString(2, name);
                statement.setInt(3, most);
                List<GivenUp> found = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        found.add(read(row));
                    }
                }
                return found;
            }
        });
    }

    private static GivenUp read(ResultSet row) throws SQLException {
        return new GivenUp(
                DeploymentName.parse(row.getString(1)),
                row.getString(2),
                row.getString(3),
                row.getInt(4),
                row.getTimestamp(5).toInstant(),
                row.getTimestamp(6).toInstant(),
                row.getString(7));
    }

    /** Has those of a deployment, or that on one of its requests, sent again; says how many there were. */
    int retry(DeploymentName deployment, @Nullable String requestId, String who, Instant now) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(RETRY)) {
                statement.setTimestamp(1, Timestamp.from(now));
                statement.setString(2, deployment.toString());
                statement.setString(3, requestId);
                statement.setString(4, requestId);
                statement.setInt(5, MOST_AT_A_TIME);
                statement.setTimestamp(6, Timestamp.from(now));
                statement.setString(7, who);
                return statement.executeUpdate();
            }
        });
    }
}
