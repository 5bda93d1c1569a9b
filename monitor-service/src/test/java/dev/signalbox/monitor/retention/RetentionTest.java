package dev.signalbox.monitor.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.monitor.PostgresResource;
import dev.signalbox.monitor.metrics.MeterNames;
import dev.signalbox.monitor.store.Database;
import dev.signalbox.monitor.store.Statements;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class RetentionTest {
    @Inject
    Retention retention;

    @Inject
    Database database;

    @Inject
    RetentionConfig config;

    @Inject
    MeterRegistry registry;

    @Inject
    Clock clock;

    @Inject
    DataSource source;

    @Test
    void recordsThatAreTooOldGoAndTheAccountIsRight() throws SQLException {
        DeploymentName deployment = DeploymentName.parse("ageing/records");
        send(deployment, "old");
        execute(
                "update inference_record set received_at = now() - interval '31 days' where deployment = ?",
                deployment);
        send(deployment, "new");
        double before = deleted("inference_record");

        assertThat(retention.deleteOld()).isGreaterThanOrEqualTo(1);

        assertThat(deleted("inference_record") - before).isEqualTo(1);
        assertThat(number("select count(*) from inference_record where deployment = ?", deployment))
                .isOne();
        assertThat(number("select records from record_usage where deployment = ?", deployment))
                .isOne();
    }

    @Test
    void whatTheDatabaseRefusesKeepsNothingElseFromBeingDeleted() {
        Ageing refused = new Given("refused") {
            @Override
            public long deleteOld(Instant now) {
                return database.inTransaction(connection -> Statements.update(connection, "delete from no_table"));
            }
        };
        Retention own =
                new Retention(database, config, registry, clock, List.of(refused, new Given("beside"), refused));

        assertThat(own.deleteOld()).isGreaterThanOrEqualTo(7);

        assertThat(deleted("beside")).isEqualTo(7);
        assertThat(registry.find(MeterNames.DELETED)
                        .tag(MeterNames.TABLE, "refused")
                        .counter())
                .isNull();
    }

    @Test
    void untilFewerStopsAtTheFirstThatWasNotFull() {
        long[] counts = {5, 5, 2, 5};
        int[] next = {0};

        assertThat(Ageing.untilFewer(5, () -> counts[next[0]++])).isEqualTo(12);
        assertThat(next[0]).isEqualTo(3);
    }

    /** Has seven old rows. */
    private static class Given implements Ageing {
        private final String table;

        Given(String table) {
            this.table = table;
        }

        @Override
        public String table() {
            return table;
        }

        @Override
        public long deleteOld(Instant now) {
            return 7;
        }
    }

    private double deleted(String table) {
        return registry.counter(MeterNames.DELETED, MeterNames.TABLE, table).count();
    }

    private static void send(DeploymentName deployment, String id) {
        RestAssured.given()
                .contentType(ContentType.JSON)
                .body("""
                        {"v":1,"records":[{"requestId":"%s","deployment":"%s","version":"1","instance":"i","at":"%s",
                        "latencyMicros":1,"rows":1,"inputs":{"x":[1]},"outputs":{"y":[1]}}]}""".formatted(id, deployment, Instant.now()))
                .post("/v1/records")
                .then()
                .statusCode(200);
    }

    private void execute(String sql, DeploymentName deployment) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, deployment.toString());
            assertThat(statement.executeUpdate()).isPositive();
        }
    }

    private long number(String sql, DeploymentName deployment) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, deployment.toString());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
