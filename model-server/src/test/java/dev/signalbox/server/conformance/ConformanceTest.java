package dev.signalbox.server.conformance;

import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The suite and the fuzz against this module's own server. */
@QuarkusTest
@QuarkusTestResource(value = EchoServer.class, restrictToAnnotatedClass = true)
class ConformanceTest {
    @TestHTTPResource("/")
    URI url;

    @BeforeEach
    void ready() {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> RestAssured.get("/v2/health/ready").statusCode() == 200);
    }

    @Test
    void speaksTheProtocol() throws Exception {
        try (Subject server = subject()) {
            ConformanceSuite.run(server);
        }
    }

    @Test
    void answersWhateverComes() throws Exception {
        try (Subject server = subject()) {
            Fuzz.run(server);
        }
    }

    private Subject subject() throws InterruptedException {
        return new Subject(URI.create("http://" + url.getAuthority()), "echo");
    }
}
