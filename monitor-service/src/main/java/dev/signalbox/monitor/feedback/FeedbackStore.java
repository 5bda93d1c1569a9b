package dev.signalbox.monitor.feedback;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.feedback.Feedback;
import dev.signalbox.monitor.store.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;

/** Stores feedback, the same once. Thread safe, in this process and others. */
@Singleton
public class FeedbackStore {
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

    /** Stores it durably; says whether it was new. */
    boolean add(DeploymentName deployment, Feedback feedback) {
        String value = write(feedback.value());
        return database.inTransaction(connection -> add(connection, deployment, feedback, value));
    }

    /** Stores it in a transaction; says whether it was new. */
    public boolean add(Connection connection, DeploymentName deployment, Feedback feedback) throws SQLException {
        return add(connection, deployment, feedback, write(feedback.value()));
    }

    private boolean add(Connection connection, DeploymentName deployment, Feedback feedback, String value)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            statement.setString(1, deployment.toString());
            statement.setString(2, feedback.requestId());
            statement.setString(3, feedback.kind().name());
            statement.setString(4, value);
            statement.setTimestamp(5, feedback.at() == null ? null : Timestamp.from(feedback.at()));
            statement.setTimestamp(6, Timestamp.from(clock.instant()));
            return statement.executeUpdate() == 1;
        }
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a feedback value could not be written as JSON", e);
        }
    }
}
