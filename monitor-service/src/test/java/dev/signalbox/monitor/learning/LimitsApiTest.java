package dev.signalbox.monitor.learning;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.Weight;
import dev.signalbox.api.rollout.RolloutReport;
import dev.signalbox.api.telemetry.TelemetryBatch;
import dev.signalbox.api.verdict.AlarmAction;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.api.verdict.Reason;
import dev.signalbox.api.verdict.Verdict;
import dev.signalbox.monitor.PostgresResource;
import dev.signalbox.monitor.judging.Story;
import dev.signalbox.monitor.judging.Story.Behaviour;
import dev.signalbox.monitor.limits.SeriesKey;
import dev.signalbox.monitor.store.Database;
import dev.signalbox.monitor.store.Statements;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** From the hours that are stored to the limit that a candidate is held against. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class LimitsApiTest {
    private static final AlarmRule ERRORS = learned(0.2);

    /* The hour before this one: what is learned in it is over and done with, whatever the monitor's own schedule adds meanwhile. */
    private final Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(1));
    private final Instant began = hour.plusSeconds(60);
    private final Instant judged = hour.plusSeconds(120);

    @Inject
    ObjectMapper json;

    @Inject
    Database database;

    @Inject
    Learning learning;

    @Inject
    LimitKeeper keeper;

    @Inject
    LimitStore limits;

    private static AlarmRule learned(double hardMax) {
        return new AlarmRule(
                "errors", Metric.ERROR_RATE, null, null, null, hardMax, null, null, null, AlarmAction.Rollback, 1.0);
    }

    @Test
    void untilEnoughIsKnownTheHardLimitIsInForceAndTheAnswerSaysWhy() throws JsonProcessingException {
        String name = "limits/young";
        hours(name, 5 * 24, 0.01);
        report(name, hour.minus(Duration.ofDays(5)), null);
        keep(name, ERRORS, began);
        policy(name, ERRORS, AlarmRule.margin("nulls", Metric.NULL_OUTPUT_RATE, 0.01, AlarmAction.Rollback));

        ask(name, hour.minusSeconds(1))
                .body("limits", hasSize(1))
                .body("limits[0].limit", equalTo(0.2f))
                .body("limits[0].source", equalTo("HARD_MAX"))
                .body("limits[0].why", equalTo("nothing was learned for this rule yet"))
                .body("limits[0].history", empty());
        ask(name, judged)
                .body("limits[0].limit", equalTo(0.2f))
                .body("limits[0].source", equalTo("HARD_MAX"))
                .body("limits[0].why", containsString("two weeks"))
                .body("limits[0].hours", equalTo(5 * 24))
                .body("limits[0].since", equalTo(began.toString()))
                .body("limits[0].history", hasSize(1));
    }

    @Test
    void whatIsLearnedIsShownAndHeldAgainstACandidate() throws JsonProcessingException {
        String name = "limits/old";
        hours(name, 30 * 24, 0.01);
        report(name, hour.minus(Duration.ofDays(30)), null);
        keep(name, ERRORS, began);
        policy(name, ERRORS);

        double limit = ask(name, judged)
                .body("frozen", equalTo(false))
                .body("limits[0].source", equalTo("LEARNED"))
                .body("limits[0].slot", equalTo("hourOfWeek"))
                .body("limits[0].limit", greaterThan(0.012f))
                .body("limits[0].limit", lessThan(0.06f))
                .body("limits[0].usual", lessThan(0.02f))
                .body("limits[0].hardMax", equalTo(0.2f))
                .body("limits[0].falseAlarmsPerWeek", equalTo(1f))
                .extract()
                .jsonPath()
                .getDouble("limits[0].limit");
        learning.learn(Instant.now());
        assertThat(given().get("/q/metrics").asString())
                .containsPattern(
                        "signalbox_limit_in_force\\{alarm=\"errors\",deployment=\"limits/old\",feature=\"\"\\} 0\\.0")
                .containsPattern(
                        "signalbox_limit_hard_max\\{alarm=\"errors\",deployment=\"limits/old\",feature=\"\"\\} 0\\.2");

        /* One request in ten: within the hard limit, and not within the learned one. */
        telemetry(name);
        Reason reason = errors(name);
        assertThat(reason.message()).contains("(learned, hardMax 20%): harm shown");
        assertThat(reason.threshold()).isEqualTo(limit);
        assertThat(replayed(name, ERRORS).message()).contains("(learned, hardMax 20%)");
        assertThat(replayed(name, learned(0.25)).message())
                .as("what another rule would have learned is not known")
                .contains("limit 25% (hardMax, nothing lower is learned)");
    }

    @Test
    void replicasLearnTheSameOfTheSameStoreAndRecordChangesAlone() {
        String name = "limits/twice";
        hours(name, 30 * 24, 0.01);
        report(name, hour.minus(Duration.ofDays(30)), null);
        keep(name, ERRORS, began);
        keep(name, ERRORS, began.plusSeconds(1));
        assertThat(recorded(name)).hasSize(1);

        Instant due = hour.plusSeconds(700);
        keep(name, ERRORS, due);
        List<LimitStore.Kept> once = recorded(name);
        keep(name, ERRORS, due.plusSeconds(1));
        assertThat(recorded(name)).isEqualTo(once);
        assertThat(once).extracting(LimitStore.Kept::from).startsWith(began).doesNotHaveDuplicates();

        String other = "limits/twice-again";
        hours(other, 30 * 24, 0.01);
        report(other, hour.minus(Duration.ofDays(30)), null);
        keep(other, ERRORS, began);
        keep(other, ERRORS, due);
        assertThat(recorded(other)).isEqualTo(once);
    }

    @Test
    void aRolloutIsNotLearnedFromWhileItIsUnderWay() throws JsonProcessingException {
        Instant started = hour.minus(Duration.ofHours(6));
        for (String name : List.of("limits/frozen", "limits/calm")) {
            hours(name, 30 * 24, 0.01);
            report(name, hour.minus(Duration.ofDays(30)), null);
            report(name, started, started);
        }
        broken("limits/frozen", started, 6);
        keep("limits/frozen", ERRORS, began);
        keep("limits/calm", ERRORS, began);
        policy("limits/frozen", ERRORS);

        assertThat(recorded("limits/frozen")).isEqualTo(recorded("limits/calm"));
        ask("limits/frozen", judged).body("frozen", equalTo(true)).body("limits[0].history[0].frozen", equalTo(true));
    }

    @Test
    void anHourInWhichAnAlarmFiredIsLeftOut() throws JsonProcessingException {
        Instant started = hour.minus(Duration.ofDays(7));
        String name = "limits/alarmed";
        hours(name, 30 * 24, 0.01);
        report(name, hour.minus(Duration.ofDays(30)), null);
        report(name, started, started);
        report(name, started.plus(Duration.ofHours(3)), null);
        broken(name, started, 3);
        turn(name, started.plusSeconds(60), "Firing");
        turn(name, started.plusSeconds(2 * 3_600 + 60), "Passed");
        keep(name, ERRORS, began);
        policy(name, ERRORS);

        ask(name, judged).body("limits[0].alarmedHours", equalTo(3)).body("limits[0].hours", equalTo(30 * 24 - 3));
    }

    @Test
    void theUsualAlarmsHaveNoLearnedLimits() {
        given().get("/v1/deployments/limits/nobody/limits")
                .then()
                .statusCode(200)
                .body("limits", empty());
    }

    @Test
    void aWrongQuestionIsRefusedWithFieldValueAndRule() {
        given().queryParam("from", "yesterday")
                .get("/v1/deployments/limits/nobody/limits")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", containsString("from must be an instant"));
        given().queryParam("from", "2026-01-01T00:00:00Z")
                .queryParam("to", "2026-03-01T00:00:00Z")
                .get("/v1/deployments/limits/nobody/limits")
                .then()
                .statusCode(400)
                .body("detail", containsString("at most 31 days apart"));
    }

    private void keep(String name, AlarmRule rule, Instant now) {
        keeper.keep(DeploymentName.parse(name), JudgePolicy.of(1, List.of(rule)), now);
    }

    private List<LimitStore.Kept> recorded(String name) {
        return limits.between(DeploymentName.parse(name), Instant.EPOCH, hour.plus(Duration.ofHours(1)))
                .getOrDefault(new SeriesKey("errors", SeriesKey.WHOLE), List.of());
    }

    private ValidatableResponse ask(String name, Instant to) {
        return given().queryParam("to", to.toString())
                .get("/v1/deployments/" + name + "/limits")
                .then()
                .statusCode(200);
    }

    private void policy(String name, AlarmRule... rules) throws JsonProcessingException {
        given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(JudgePolicy.of(1, List.of(rules))))
                .put("/v1/deployments/" + name + "/policy")
                .then()
                .statusCode(200);
    }

    private void report(String name, Instant at, @Nullable Instant startedAt) {
        RolloutReport.Candidate candidate = startedAt == null
                ? null
                : new RolloutReport.Candidate(Story.CANDIDATE, new Weight(500), 1, List.of(), startedAt, startedAt);
        given().contentType(ContentType.JSON)
                .body(written(new RolloutReport(
                        RolloutReport.VERSION,
                        DeploymentName.parse(name),
                        at,
                        candidate == null ? "Stable" : "Canary",
                        at,
                        Story.STABLE,
                        candidate,
                        "Serving",
                        "",
                        1)))
                .put("/v1/deployments/" + name + "/rollout")
                .then()
                .statusCode(204);
    }

    private String written(Object document) {
        try {
            return json.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** So many whole hours of stable before this one, of a thousand requests each, as they are kept after a week. */
    private void hours(String name, int many, double rate) {
        SplittableRandom random = new SplittableRandom(17);
        database.inTransaction(connection -> {
            for (int back = many; back >= 1; back--) {
                long errors = 0;
                for (int request = 0; request < 1_000; request++) {
                    errors += random.nextDouble() < rate ? 1 : 0;
                }
                Instant start = hour.minus(Duration.ofHours(back));
                Statements.update(
                        connection,
                        """
                        insert into counted_second (deployment, version, reporter, second, longest_millis, ended, requests,
                          errors, rejections, cancelled, failed_over, failed_to_client, answered_rows, null_rows, latency, by_name)
                        values (?, ?, 'ROUTER', ?, 1000, ?, 1000, ?, 0, 0, 0, 0, 0, 0, ''::bytea, '[]'::jsonb)""",
                        name,
                        Story.STABLE.id(),
                        start.getEpochSecond(),
                        Timestamp.from(start.plusSeconds(3_600)),
                        errors);
            }
            return true;
        });
    }

    private void broken(String name, Instant from, int many) {
        int changed = database.inTransaction(connection -> Statements.update(
                connection,
                "update counted_second set errors = 900 where deployment = ? and second >= ? and second < ?",
                name,
                from.getEpochSecond(),
                from.getEpochSecond() + 3_600L * many));
        assertThat(changed).isEqualTo(many);
    }

    private void turn(String name, Instant at, String to) {
        database.inTransaction(connection -> Statements.update(
                connection,
                "insert into change (deployment, at, alarm, document) values (?, ?, 'errors', ?)",
                name,
                Timestamp.from(at),
                """
                {"deployment": "%s", "at": "%s", "kind": "SIGNAL", "candidate": "2", "stable": "1", "alarm": "errors", "to": "%s"}""".formatted(name, at, to)));
    }

    private void telemetry(String name) throws JsonProcessingException {
        Story story = new Story(3, judged, DeploymentName.parse(name));
        given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(TelemetryBatch.of(story.requests(20, 80)
                        .candidate(Behaviour.GOOD.failing(0.1))
                        .windows(60))))
                .post("/v1/telemetry")
                .then()
                .statusCode(200);
    }

    private Reason errors(String name) throws JsonProcessingException {
        return json.readValue(
                        given().get("/v1/deployments/" + name + "/verdict?candidate=2&stable=1&since=" + judged)
                                .asString(),
                        Verdict.class)
                .reasons()
                .getFirst();
    }

    private Reason replayed(String name, AlarmRule rule) throws JsonProcessingException {
        Verdict[] turns = json.readValue(
                given().contentType(ContentType.JSON)
                        .body(json.writeValueAsString(JudgePolicy.of(1, List.of(rule))))
                        .post("/v1/deployments/" + name + "/verdict/replay?candidate=2&stable=1&since=" + judged
                                + "&until=" + judged.plusSeconds(60))
                        .asString(),
                Verdict[].class);
        return turns[turns.length - 1].reasons().getFirst();
    }
}
