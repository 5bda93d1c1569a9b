package dev.signalbox.router.admin;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.signalbox.router.app.TrafficRouter;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(AdminTest.WithRouteFile.class)
class AdminTest {
    /** The application with a route file of one route. */
    public static final class WithRouteFile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                Path file = Files.createTempFile("routes", ".json");
                file.toFile().deleteOnExit();
                Files.writeString(file, """
                        {"v":1,"routes":[{"deployment":"default/loans","revision":3,"timeoutMillis":1000,"failover":true,
                        "backends":[{"version":"1","role":"Stable","weight":10000,"endpoints":["127.0.0.1:1"]}]}]}
                        """);
                return Map.of(
                        "quarkus.http.test-port", "0",
                        "signalbox.router.host", "127.0.0.1",
                        "signalbox.router.port", "0",
                        "signalbox.instance", "router-a",
                        "signalbox.router.routes", "file:" + file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Inject
    TrafficRouter router;

    @Test
    void routesReportsWhatIsInForce() {
        given().get("/routes")
                .then()
                .statusCode(200)
                .body("v", equalTo(1))
                .body("instance", startsWith("router-a-"))
                .body("routes[0].deployment", equalTo("default/loans"))
                .body("routes[0].revision", equalTo(3));
    }

    @Test
    void healthSaysReady() {
        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'routes' }.data.routes", equalTo(1));
        given().get("/q/health/live").then().statusCode(200);
    }

    @Test
    void metricsAreOnTheAdminPortAndApplicationsOnTheirOwn() {
        given().port(router.port())
                .post("/v2/models/loans/infer")
                .then()
                .statusCode(502)
                .body("error", containsString("connection to version \"1\""));
        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(
                        containsString(
                                "signalbox_router_requests_total{deployment=\"default/loans\",outcome=\"connect\",version=\"1\"} 1.0"))
                .body(containsString(
                        "signalbox_router_route_revision{deployment=\"default/loans\",version=\"1\"} 3.0"));
    }
}
