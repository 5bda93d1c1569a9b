package dev.signalbox.monitor.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.telemetry.TelemetryBatch;
import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.monitor.PostgresResource;
import dev.signalbox.monitor.judging.Judge;
import dev.signalbox.monitor.judging.Known;
import dev.signalbox.monitor.judging.Question;
import dev.signalbox.monitor.judging.Story;
import dev.signalbox.monitor.judging.TickRule;
import dev.signalbox.monitor.store.Database;
import dev.signalbox.monitor.telemetry.CountsReader;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How long a verdict on a rollout of an hour, or of so many seconds, takes, beside the time in which the database hands over the rows that it rests on.
 * Not a part of the build; docs/benchmarks.md says how to run it.
 */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@EnabledIfSystemProperty(named = "signalbox.bench", matches = "true")
class VerdictBenchmark {
    private static final int SECONDS = Integer.getInteger("signalbox.bench.rollout-seconds", 3_600);
    private static final int HOUR = 3_600;
    private static final int RUNS = 60;
    private static final DeploymentName DEPLOYMENT = DeploymentName.parse("bench/hour");

    /** The bound: all rows of the deployment, every column that verdicts use, read and thrown away. */
    private static final String RAW = """
            select version, reporter, second, longest_millis, ended, last_arrival, requests, errors, rejections,
              answered_rows, null_rows, latency
            from counted_second where deployment = ?""";

    @Inject
    Verdicts verdicts;

    @Inject
    CountsReader reader;

    @Inject
    KnownReader stored;

    @Inject
    JudgingConfig config;

    @Inject
    Database database;

    @Inject
    ObjectMapper json;

    private interface Work {
        void run();
    }

    @Test
    void aVerdictOnAnHoursRollout() throws JsonProcessingException {
        Instant start = Instant.now().minusSeconds(SECONDS + 30).truncatedTo(ChronoUnit.SECONDS);
        for (int from = 0; from < SECONDS; from += HOUR) {
            Story hour = new Story(5, start.plusSeconds(from), DEPLOYMENT).requests(10, 90);
            send(hour.windows(Math.min(HOUR, SECONDS - from)));
        }
        JudgePolicy policy = JudgePolicy.of(1, JudgePolicy.DEFAULT_ALARMS);
        Question question = new Question(
                DEPLOYMENT, Story.CANDIDATE, Story.STABLE, start, Instant.now().truncatedTo(ChronoUnit.MILLIS));

        double[] raw = millis(this::fetch);
        double[] read = millis(() -> reader.read(question, Duration.ofMinutes(10)));
        Judge judge = new Judge(new TickRule(config.tickArrivals(), config.tickSpan(), config.grace()));
        Known known = stored.read(question, policy);
        double[] judged = millis(() -> judge.judge(question, policy, known));
        double[] verdict = millis(() -> verdicts.give(question, policy));

        System.out.printf(
                "verdict of %d s, 2 routers, %d rows: raw fetch p50 %.1f ms, read p50 %.1f ms, judged from what was read p50"
                        + " %.1f ms p90 %.1f ms, verdict p50 %.1f ms p90 %.1f ms, verdict / raw fetch = %.2f%n",
                SECONDS,
                rows(),
                raw[RUNS / 2],
                read[RUNS / 2],
                judged[RUNS / 2],
                judged[RUNS * 9 / 10],
                verdict[RUNS / 2],
                verdict[RUNS * 9 / 10],
                verdict[RUNS / 2] / raw[RUNS / 2]);
        assertThat(verdicts.give(question, policy).candidateRequests()).isGreaterThan(60_000);
    }

    private void send(List<TelemetryWindow> windows) throws JsonProcessingException {
        for (int from = 0; from < windows.size(); from += TelemetryBatch.MOST_WINDOWS) {
            int to = Math.min(windows.size(), from + TelemetryBatch.MOST_WINDOWS);
            RestAssured.given()
                    .contentType(ContentType.JSON)
                    .body(json.writeValueAsString(TelemetryBatch.of(windows.subList(from, to))))
                    .post("/v1/telemetry")
                    .then()
                    .statusCode(200);
        }
    }

    private void fetch() {
        database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(RAW)) {
                statement.setString(1, DEPLOYMENT.toString());
                int rows = 0;
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        rows += row.getBytes(12).length > 0 ? 1 : 0;
                    }
                }
                return rows;
            }
        });
    }

    private int rows() {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("select count(*) from counted_second where deployment = ?")) {
                statement.setString(1, DEPLOYMENT.toString());
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getInt(1);
                }
            }
        });
    }

    private static double[] millis(Work work) {
        for (int i = 0; i < RUNS; i++) {
            work.run();
        }
        double[] took = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            long begun = System.nanoTime();
            work.run();
            took[i] = (System.nanoTime() - begun) / 1e6;
        }
        Arrays.sort(took);
        return took;
    }
}
