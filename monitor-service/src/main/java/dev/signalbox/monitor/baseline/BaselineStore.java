package dev.signalbox.monitor.baseline;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.profile.ReferenceProfile;
import dev.signalbox.monitor.store.Database;
import dev.signalbox.monitor.store.Statements;
import dev.signalbox.monitor.store.StoredDocuments;
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
    private final StoredDocuments documents;
    private final Clock clock;
    private final LinkedHashMap<String, ReferenceProfile> known = new LinkedHashMap<>(16, 0.75f, true);

    BaselineStore(Database database, StoredDocuments documents, Clock clock) {
        this.database = database;
        this.documents = documents;
        this.clock = clock;
    }

    /** Stores a baseline durably. */
    public void put(DeploymentName deployment, ModelVersion version, ReferenceProfile baseline) {
        String document = documents.write(baseline);
        database.inTransaction(connection -> Statements.update(
                connection, PUT, deployment.toString(), version.id(), document, Timestamp.from(clock.instant())));
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
        ReferenceProfile baseline = documents.read(document, ReferenceProfile.class);
        synchronized (known) {
            known.put(key, baseline);
            if (known.size() > MOST_KNOWN) {
                known.pollFirstEntry();
            }
        }
        return baseline;
    }
}
