package dev.signalbox.router.admin;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(AdminTest.WithRouteFile.class)
class AdminTest {
    /** The application with a route file of two routes: nobody listens for one model, and nobody answers for the other. */
    public static final class WithRouteFile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                Path file = Files.createTempFile("routes", ".json");
                file.toFile().deleteOnExit();
                ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Files.writeString(file, """
                        {"v":1,"routes":[{"deployment":"default/loans","revision":3,"timeoutMillis":1000,"failover":true,
                        "backends":[{"version":"1","role":"Stable","weight":10000,"endpoints":["127.0.0.1:1"]}]},
                        {"deployment":"default/slow","revision":1,"timeoutMillis":60000,"failover":true,
                        "backends":[{"version":"1","role":"Stable","weight":10000,"endpoints":["127.0.0.1:%d"]}]}]}
                        """.formatted(silent.getLocalPort()));
                return Map.of(
                        "quarkus.http.test-port", "0",
                        "signalbox.router.host", "127.0.0.1",
                        "signalbox.router.port", "0",
                        "signalbox.router.limits.in-flight", "2",
                        "signalbox.router.drain.timeout", "100ms",
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
                .body("routes.find { it.deployment == 'default/loans' }.revision", equalTo(3));
    }

    @Test
    void healthSaysReady() {
        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'routes' }.data.routes", equalTo(2));
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

    @Test
    void thisPortAnswersWhateverTheLoadAndTellsOfIt() {
        HttpClient client = HttpClient.newHttpClient();
        URI slow = URI.create("http://127.0.0.1:" + router.port() + "/v2/models/slow/infer");
        HttpRequest ask = HttpRequest.newBuilder(slow)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        List<CompletableFuture<HttpResponse<Void>>> hanging = Stream.generate(
                        () -> client.sendAsync(ask, HttpResponse.BodyHandlers.discarding()))
                .limit(2)
                .toList();
        await().until(() -> given().get("/q/metrics").asString().contains("signalbox_router_admitted 2.0"));
        given().port(router.port())
                .get("/v2/models/loans")
                .then()
                .statusCode(503)
                .header("Retry-After", "1");
        given().get("/routes")
                .then()
                .statusCode(200)
                .body("routes.inFlight.collectMany { it.values() }", equalTo(List.of(2)));
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/metrics").then().statusCode(200).body(containsString("signalbox_router_shed_total 1.0"));
        hanging.forEach(answer -> answer.cancel(true));
        await().until(() -> given().get("/q/metrics").asString().contains("signalbox_router_admitted 0.0"));
    }
}
