package dev.signalbox.monitor.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.signalbox.monitor.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(AccessTest.Guarded.class)
@QuarkusTestResource(PostgresResource.class)
public class AccessTest {
    private static final String FEEDBACK = "{\"requestId\":\"r\",\"kind\":\"label\",\"value\":true}";
    private static final String WINDOWS = "{\"v\":1,\"windows\":[]}";
    private static final Path FILE = Path.of("target", "access-test-tokens");

    /** A monitor with tokens, and with a small budget for records. */
    public static class Guarded implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            write("# of the file\nreview:review-token-0123456789\n");
            return Map.of(
                    "signalbox.monitor.access.tokens",
                    "telemetry:telemetry-token-0123456789,feedback:feedback-token-0123456789,"
                            + "operator:operator-token-0123456789,administration:administration-token-0123456789",
                    "signalbox.monitor.access.file",
                    FILE.toAbsolutePath().toString(),
                    "signalbox.monitor.records.most",
                    "100");
        }
    }

    @Test
    void readingIsOpenAndWritingIsNot() {
        given().get("/v1/deployments/a/b/policy").then().statusCode(404);
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/q/metrics").then().statusCode(200);

        given().contentType(ContentType.JSON)
                .body(WINDOWS)
                .post("/v1/telemetry")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer")
                .contentType("application/problem+json")
                .body("type", equalTo("token-unknown"))
                .body("detail", containsString("telemetry"));
    }

    @Test
    void everyRoleMayDoItsOwnAndAdministrationEverything() {
        assertThat(telemetry("telemetry-token-0123456789")).isEqualTo(200);
        assertThat(telemetry("administration-token-0123456789")).isEqualTo(200);
        assertThat(telemetry("feedback-token-0123456789")).isEqualTo(403);
        assertThat(telemetry("telemetry-token-012345678")).isEqualTo(401);
        assertThat(telemetry("")).isEqualTo(401);
        assertThat(feedback("feedback-token-0123456789")).isEqualTo(202);
        assertThat(feedback("telemetry-token-0123456789")).isEqualTo(202);
        assertThat(feedback("operator-token-0123456789")).isEqualTo(403);
        assertThat(policy("operator-token-0123456789")).isEqualTo(400);
        assertThat(policy("telemetry-token-0123456789")).isEqualTo(403);
    }

    @Test
    void recordsAreForAdministrationAlsoToRead() {
        given().get("/v1/deployments/a/b/records").then().statusCode(401);
        given().get("/v1/deployments/a/b/records/export").then().statusCode(401);
        with("telemetry-token-0123456789")
                .get("/v1/deployments/a/b/records")
                .then()
                .statusCode(403)
                .body("type", equalTo("role-missing"));
        with("administration-token-0123456789")
                .get("/v1/deployments/a/b/records")
                .then()
                .statusCode(200);
        with("administration-token-0123456789")
                .get("/v1/deployments/a/b/records/export")
                .then()
                .statusCode(200);
    }

    @Test
    void decisionsAreForWhoeverMayAskForThem() {
        String decision = "/v1/deployments/a/b/decisions/r-1";
        given().get(decision).then().statusCode(401);
        given().urlEncodingEnabled(false)
                .get("/v1/deployments/a/b/decision%73/r-1")
                .then()
                .statusCode(401);
        with("feedback-token-0123456789").get(decision).then().statusCode(403);
        with("telemetry-token-0123456789").get(decision).then().statusCode(404);
    }

    @Test
    void errorsAreOpenButNameNoRequest() {
        String errors = "/v1/deployments/a/b/versions/1/errors";
        given().get(errors).then().statusCode(200).body("consistency.contradictions", hasSize(0));
    }

    @Test
    void writingWhatNobodyThoughtOfIsForAdministration() {
        for (String path : new String[] {
            "/v1/deployments/a/b/whatever", "/v1//telemetry", "/v1/telemetry/", "/v1/%74elemetry;x", "/q/anything"
        }) {
            int status = given().urlEncodingEnabled(false)
                    .contentType(ContentType.JSON)
                    .body(WINDOWS)
                    .post(path)
                    .statusCode();
            assertThat(status).as(path).isEqualTo(401);
        }
    }

    @Test
    void theFileIsReadAgainWhenItChanges() throws IOException {
        assertThat(review("review-token-0123456789")).isNotIn(401, 403);
        write("review:review-token-abcdefghij\n");
        Files.setLastModifiedTime(FILE, FileTime.from(Instant.now().plusSeconds(60)));

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(review("review-token-0123456789")).isEqualTo(401));
        assertThat(review("review-token-abcdefghij")).isNotIn(401, 403);

        write("nonsense\n");
        Files.setLastModifiedTime(FILE, FileTime.from(Instant.now().plusSeconds(120)));
        assertThat(review("review-token-abcdefghij")).isNotIn(401, 403);
    }

    private static int telemetry(String token) {
        return with(token)
                .contentType(ContentType.JSON)
                .body(WINDOWS)
                .post("/v1/telemetry")
                .statusCode();
    }

    private static int feedback(String token) {
        return with(token)
                .contentType(ContentType.JSON)
                .queryParam("deployment", "a/b")
                .body(FEEDBACK)
                .post("/v1/feedback")
                .statusCode();
    }

    private static int policy(String token) {
        return with(token)
                .contentType(ContentType.JSON)
                .body("{}")
                .put("/v1/deployments/a/b/policy")
                .statusCode();
    }

    private static int review(String token) {
        return with(token)
                .contentType(ContentType.JSON)
                .body("{}")
                .post("/v1/reviews/none")
                .statusCode();
    }

    private static RequestSpecification with(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    private static void write(String tokens) {
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, tokens);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
