package dev.signalbox.server.body;

import dev.signalbox.server.config.ModelConfig;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ends bodies that do not come in time: a client that sends a byte now and then would hold what others need. Thread safe. */
@ApplicationScoped
public class BodyClock {
    private static final long LOOK_MILLIS = 500;

    private final Set<BodyReader> waiting = ConcurrentHashMap.newKeySet();
    private final Duration patience;

    BodyClock(ModelConfig config) {
        this.patience = config.bodyTime();
    }

    void onStart(@Observes StartupEvent event, Vertx vertx) {
        vertx.setPeriodic(LOOK_MILLIS, look -> look(System.nanoTime()));
    }

    /** How long a body may take. */
    public Duration patience() {
        return patience;
    }

    void await(BodyReader reader) {
        waiting.add(reader);
    }

    void forget(BodyReader reader) {
        waiting.remove(reader);
    }

    private void look(long now) {
        for (BodyReader reader : waiting) {
            if (now - reader.began() > patience.toNanos()) {
                reader.giveUp();
            }
        }
    }
}
