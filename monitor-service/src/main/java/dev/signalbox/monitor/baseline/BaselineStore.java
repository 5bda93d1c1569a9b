package dev.signalbox.monitor.baseline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.profile.ReferenceProfile;
import dev.signalbox.monitor.store.Database;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Optional;

/** Stores the baselines of versions, the last one told. Thread safe, in this process and others. */
@Singleton
public class BaselineStore {
    private static final String PUT = """
            insert into version_baseline (deployment, version, document, stored_at) values (?, ?, ?, ?)
            on conflict (deployment, version) do update set document = excluded.document, stored_at = excluded.stored_at""";
    private static final String GET =
            "select stored_at, document from version_baseline where deployment = ? and version = ?";

    /* A large document is not read a second time while it is the same. */
    private static final int MOST_KNOWN = 200;

    private final Database database;
    private final ObjectMapper json;
    private final Clock clock;
    private final LinkedHashMap<String, ReferenceProfile> known = new LinkedHashMap<>(16, 0.75f, true);

    BaselineStore(Database database, ObjectMapper json, Clock clock) {
        this.database = database;
        this.json = json;
        this.clock = clock;
    }

    /** Stores a baseline durably. */
    public void put(DeploymentName deployment, ModelVersion version, ReferenceProfile baseline) {
        String document = write(baseline);
        database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(PUT)) {
                statement.setString(1, deployment.toString());
                statement.setString(2, version.id());
                statement.setString(3, document);
                statement.setTimestamp(4, Timestamp.from(clock.instant()));
                return statement.executeUpdate();
            }
        });
    }

    /** The baseline of a version, if one was told. */
    public Optional<ReferenceProfile> get(DeploymentName deployment, ModelVersion version) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(GET)) {
                statement.setString(1, deployment.toString());
                statement.setString(2, version.id());
                try (ResultSet row = statement.executeQuery()) {
                    return row.next()
                            ? Optional.of(
                                    read(deployment + " " + version + " " + row.getTimestamp(1), row.getString(2)))
                            : Optional.empty();
                }
            }
        });
    }

    private ReferenceProfile read(String key, String document) {
        synchronized (known) {
            ReferenceProfile before = known.get(key);
            if (before != null) {
                return before;
            }
        }
        ReferenceProfile baseline = parse(document);
        synchronized (known) {
            known.put(key, baseline);
            if (known.size() > MOST_KNOWN) {
                known.pollFirstEntry();
            }
        }
        return baseline;
    }

    private ReferenceProfile parse(String document) {
        try {
            return json.readValue(document, ReferenceProfile.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored baseline could not be read", e);
        }
    }

    private String write(ReferenceProfile baseline) {
        try {
            /* PostgreSQL's texts hold everything but NUL. */
            return json.writeValueAsString(baseline).replace("\\u0000", "\\ufffd");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a baseline could not be written as JSON", e);
        }
    }
}
