package dev.signalbox.monitor.callbacks;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.review.Callback;
import dev.signalbox.api.review.DecidedBy;
import dev.signalbox.api.review.TicketState;
import dev.signalbox.api.review.TicketStatus;
import dev.signalbox.monitor.PostgresResource;
import dev.signalbox.monitor.store.Database;
import dev.signalbox.monitor.store.Statements;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What was given up, seen and sent again by the interface. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class CallbackRetryTest {
    @Inject
    CallbackOutbox outbox;

    @Inject
    Database database;

    private final ApplicationDouble application = new ApplicationDouble();

    @AfterEach
    void close() {
        application.close();
    }

    @Test
    void whatWasGivenUpIsShownAndSentAgainOnceSomebodySaysSo() {
        givenUp("again", "r-1");
        givenUp("again", "r-2");
        givenUp("other", "r-1");

        some("people/again")
                .body("", hasSize(2))
                .body("[0].requestId", equalTo("r-2"))
                .body("[0].lastFailure", equalTo("status 302"))
                .body("[0].tries", equalTo(3))
                .body("[1].url", equalTo(application.url("/again-r-1")));

        retry("people/again", "&requestId=r-1", "{\"by\": \"ada\"}")
                .statusCode(200)
                .body("retried", equalTo(1));
        await().until(() -> paths().contains("/again-r-1"));
        await().untilAsserted(
                        () -> assertThat(actions("again", "r-1")).containsExactly("callback-retried", "callback"));
        assertThat(paths()).containsExactly("/again-r-1");

        retry("people/again", "", "{\"by\": \"ada\"}").statusCode(200).body("retried", equalTo(1));
        await().untilAsserted(() -> some("people/again").body("", empty()));
        await().until(() -> paths().contains("/again-r-2"));
        retry("people/again", "", "{\"by\": \"ada\"}").statusCode(200).body("retried", equalTo(0));
        some("people/other").body("", hasSize(1));
    }

    @Test
    void wrongQuestionsAreRefusedWithFieldAndRule() {
        retry("people/again", "", "{}").statusCode(400).body("detail", containsString("by"));
        retry("people/again", "", "{\"by\": \"<b>\"}").statusCode(400).body("detail", containsString("by must be"));
        retry("people/again", "", "").statusCode(400).body("detail", containsString("body"));
        given().contentType(ContentType.JSON)
                .body("{\"by\": \"ada\"}")
                .post("/v1/callbacks/retry")
                .then()
                .statusCode(400)
                .body("detail", containsString("deployment"));
        given().queryParam("limit", "501")
                .get("/v1/callbacks")
                .then()
                .statusCode(400)
                .body("detail", containsString("limit"));
    }

    private List<String> paths() {
        return application.got.stream().map(ApplicationDouble.Got::path).toList();
    }

    private static ValidatableResponse some(String deployment) {
        return given().queryParam("deployment", deployment)
                .get("/v1/callbacks")
                .then()
                .statusCode(200);
    }

    private static ValidatableResponse retry(String deployment, String more, String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/v1/callbacks/retry?deployment=" + deployment + more)
                .then();
    }

    private void givenUp(String model, String requestId) {
        Instant now = Instant.now();
        TicketStatus status = new TicketStatus(
                new DeploymentName("people", model), requestId, TicketState.Decided, "yes", DecidedBy.PERSON, now, now);
        String url = application.url("/" + model + "-" + requestId);
        database.inTransaction(connection -> {
            outbox.add(connection, status, new Callback(url, null), now.plus(Duration.ofHours(1)));
            return Statements.update(
                    connection,
                    "update callback set given_up_at = now(), tries = 3, last_failure = 'status 302' where deployment = ? and request_id = ?",
                    "people/" + model,
                    requestId);
        });
    }

    private List<String> actions(String model, String requestId) {
        return database.inTransaction(connection -> Statements.texts(
                connection,
                "select action from ticket_event where deployment = ? and request_id = ? order by id",
                "people/" + model,
                requestId));
    }
}
