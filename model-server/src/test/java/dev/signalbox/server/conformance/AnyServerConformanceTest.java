package dev.signalbox.server.conformance;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The suite against a server that is already there: {@code -Dsignalbox.conformance.url=http://host:port
 * -Dsignalbox.conformance.model=name}.
 */
@EnabledIfSystemProperty(named = "signalbox.conformance.url", matches = "http.+")
class AnyServerConformanceTest {
    @Test
    void speaksTheProtocol() throws Exception {
        URI url = URI.create(System.getProperty("signalbox.conformance.url").replaceAll("/+$", ""));
        try (Subject server = new Subject(url, System.getProperty("signalbox.conformance.model", ""))) {
            ConformanceSuite.run(server);
        }
    }
}
