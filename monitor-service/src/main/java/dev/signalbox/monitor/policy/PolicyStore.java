package dev.signalbox.monitor.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.monitor.store.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Optional;

/** Keeps the newest policy of every deployment. Thread safe, in this process and others. */
@Singleton
public class PolicyStore {
    private static final String PUT = """
            insert into policy as p (deployment, revision, document, stored_at) values (?, ?, ?::jsonb, ?)
            on conflict (deployment) do update
              set revision = excluded.revision, document = excluded.document, stored_at = excluded.stored_at
              where p.revision <= excluded.revision""";

    private static final String GET = "select document from policy where deployment = ?";

    private final Database database;
    private final ObjectMapper json;
    private final Clock clock;

    PolicyStore(Database database, ObjectMapper json, Clock clock) {
        this.database = database;
        this.json = json;
        this.clock = clock;
    }

    /** Keeps a policy unless a newer one is kept; says whether it was. */
    boolean put(DeploymentName deployment, JudgePolicy policy) {
        String document = write(policy);
        return database.inTransaction(connection -> put(connection, deployment, policy.revision(), document));
    }

    private boolean put(Connection connection, DeploymentName deployment, long revision, String document)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PUT)) {
            statement.setString(1, deployment.toString());
            statement.setLong(2, revision);
            statement.setString(3, document);
            statement.setTimestamp(4, Timestamp.from(clock.instant()));
            return statement.executeUpdate() == 1;
        }
    }

    /** The policy of a deployment, if one was sent. */
    public Optional<JudgePolicy> get(DeploymentName deployment) {
        Optional<String> document = database.inTransaction(connection -> document(connection, deployment));
        return document.map(this::read);
    }

    private static Optional<String> document(Connection connection, DeploymentName deployment) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(GET)) {
            statement.setString(1, deployment.toString());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    private String write(JudgePolicy policy) {
        try {
            return json.writeValueAsString(policy);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a policy could not be written as JSON", e);
        }
    }

    private JudgePolicy read(String document) {
        try {
            return json.readValue(document, JudgePolicy.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored policy could not be read", e);
        }
    }
}
