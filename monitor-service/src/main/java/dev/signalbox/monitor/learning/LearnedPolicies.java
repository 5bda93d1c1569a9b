package dev.signalbox.monitor.learning;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.monitor.store.Database;
import dev.signalbox.monitor.store.StoredDocuments;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Map;
import java.util.TreeMap;

/** Reads the policies with rules whose limits are learned. Thread safe. */
@Singleton
class LearnedPolicies {
    /** How many deployments are learned for; the first by name. */
    private static final int MOST = 10_000;

    private static final String FIND = """
            select deployment, document from policy where jsonb_path_exists(document, '$.alarms[*].falseAlarmsPerWeek')
            order by deployment limit\s""" + MOST;

    private final Database database;
    private final StoredDocuments documents;

    LearnedPolicies(Database database, StoredDocuments documents) {
        this.database = database;
        this.documents = documents;
    }

    Map<DeploymentName, JudgePolicy> find() {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(FIND);
                    ResultSet row = statement.executeQuery()) {
                Map<DeploymentName, JudgePolicy> found = new TreeMap<>();
                while (row.next()) {
                    found.put(
                            DeploymentName.parse(row.getString(1)),
                            documents.read(row.getString(2), JudgePolicy.class));
                }
                return found;
            }
        });
    }
}
