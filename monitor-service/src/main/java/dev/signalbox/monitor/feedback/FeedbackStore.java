package dev.signalbox.monitor.feedback;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.feedback.Feedback;
import dev.signalbox.monitor.store.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;

/** Stores feedback, the same once. Thread safe, in this process and others. */
@Singleton
public class FeedbackStore {
    /** The most that is kept of one kind on one request; a few more where they come at the same time. */
    static final int MOST_OF_A_REQUEST = 100;

    private static final String ADD_IF_FEW = """
            insert into feedback (deployment, request_id, kind, value, at, received_at)
            select n.* from (values (?, ?, ?, ?::jsonb, ?::timestamptz, ?::timestamptz)) n
            where (select count(*) from (
              select 1 from feedback where deployment = ? and request_id = ? and kind = ? limit ?) known) < ?
            on conflict do nothing""";

    private static final String IS_KNOWN = """
            select 1 from feedback
            where deployment = ? and request_id = ? and kind = ? and md5(value::text) = md5(?::jsonb::text)
              and coalesce(at, '-infinity') = coalesce(?::timestamptz, '-infinity')""";

    private static final String ADD = """
            insert into feedback (deployment, request_id, kind, value, at, received_at) values (?, ?, ?, ?::jsonb, ?, ?)
            on conflict do nothing""";

    private final Database database;
    private final ObjectMapper json;
    private final Clock clock;

    FeedbackStore(Database database, ObjectMapper json, Clock clock) {
        this.database = database;
        this.json = json;
        this.clock = clock;
    }

    /** What became of feedback. */
    enum Kept {
        STORED,
        DUPLICATE,
        REFUSED
    }

    /** Stores it durably, unless it is there, or as much of its kind is on its request as is kept. */
    Kept add(DeploymentName deployment, Feedback feedback) {
        String value = write(feedback.value());
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(ADD_IF_FEW)) {
                fill(statement, deployment, feedback, value);
                statement.setTimestamp(6, Timestamp.from(clock.instant()));
                statement.setString(7, deployment.toString());
                statement.setString(8, feedback.requestId());
                statement.setString(9, feedback.kind().name());
                statement.setInt(10, MOST_OF_A_REQUEST);
                statement.setInt(11, MOST_OF_A_REQUEST);
                if (statement.executeUpdate() == 1) {
                    return Kept.STORED;
                }
            }
            try (PreparedStatement statement = connection.prepareStatement(IS_KNOWN)) {
                fill(statement, deployment, feedback, value);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? Kept.DUPLICATE : Kept.REFUSED;
                }
            }
        });
    }

    /** Stores it in a transaction, in any case; says whether it was new. */
    public boolean add(Connection connection, DeploymentName deployment, Feedback feedback) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            fill(statement, deployment, feedback, write(feedback.value()));
            statement.setTimestamp(6, Timestamp.from(clock.instant()));
            return statement.executeUpdate() == 1;
        }
    }

    private static void fill(PreparedStatement statement, DeploymentName deployment, Feedback feedback, String value)
            throws SQLException {
        statement.setString(1, deployment.toString());
        statement.setString(2, feedback.requestId());
        statement.setString(3, feedback.kind().name());
        statement.setString(4, value);
        statement.setTimestamp(5, feedback.at() == null ? null : Timestamp.from(feedback.at()));
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a feedback value could not be written as JSON", e);
        }
    }
}
