package dev.signalbox.server.serving;

import io.quarkus.vertx.http.HttpServer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Where this process listens, once it does. */
@ApplicationScoped
public class OwnAddress {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 10;

    private final Instance<HttpServer> http;

    OwnAddress(Instance<HttpServer> http) {
        this.http = http;
    }

    /*
     * There is no event for it: HttpServerStart is fired before the port is known, and nothing after. So it is asked until it
     * is known, on the thread that has nothing else to do.
     */
    URI await() throws InterruptedException {
        long until = System.nanoTime() + LONGEST.toNanos();
        while (true) {
            try {
                return http.get().getLocalBaseUri();
            } catch (RuntimeException notYet) {
                if (System.nanoTime() > until) {
                    throw new IllegalStateException("the HTTP server did not start within " + LONGEST, notYet);
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        }
    }
}
