package dev.signalbox.monitor.policy;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.monitor.store.Database;
import dev.signalbox.monitor.store.Statements;
import dev.signalbox.monitor.store.StoredDocuments;
import jakarta.inject.Singleton;
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
    private final StoredDocuments documents;
    private final Clock clock;

    PolicyStore(Database database, StoredDocuments documents, Clock clock) {
        this.database = database;
        this.documents = documents;
        this.clock = clock;
    }

    /** Keeps a policy unless a newer one is kept; says whether it was. */
    boolean put(DeploymentName deployment, JudgePolicy policy) {
        String document = documents.write(policy);
        return database.inTransaction(connection -> Statements.update(
                        connection,
                        PUT,
                        deployment.toString(),
                        policy.revision(),
                        document,
                        Timestamp.from(clock.instant()))
                == 1);
    }

    /** The policy of a deployment, if one was sent. */
    public Optional<JudgePolicy> get(DeploymentName deployment) {
        return database.inTransaction(connection -> Statements.text(connection, GET, deployment.toString()))
                .map(document -> documents.read(document, JudgePolicy.class));
    }
}
