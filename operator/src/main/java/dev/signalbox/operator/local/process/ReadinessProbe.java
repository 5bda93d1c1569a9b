package dev.signalbox.operator.local.process;

import dev.signalbox.api.http.TimedExchange;
import dev.signalbox.operator.local.process.ServerPhase.Health;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Asks one process whether it is ready, one question at a time and without waiting for the answer. A clear no counts at once; no
 * answer counts after three in a row. Thread safe.
 */
final class ReadinessProbe {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int SILENCES = 3;
    private static final int LARGEST = 64 << 10;

    private final TimedExchange exchange;
    private final HttpRequest question;
    private final Runnable changed;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private volatile Health health = Health.UNKNOWN;
    private int silences;
    private @Nullable Instant askedAt;

    ReadinessProbe(HttpClient http, int port, Runnable changed) {
        this.exchange = new TimedExchange(http, PATIENCE, LARGEST);
        this.question = HttpRequest.newBuilder(
                        URI.create("http://" + ServerCommand.HOST + ":" + port + "/v2/health/ready"))
                .GET()
                .build();
        this.changed = changed;
    }

    Health health() {
        return health;
    }

    /** Asks if the last question is answered and was put long enough ago; completes when the answer is known. */
    CompletableFuture<?> ask(Instant now, Duration pause) {
        boolean due = askedAt == null || !now.isBefore(askedAt.plus(pause));
        if (!due || !underWay.compareAndSet(false, true)) {
            return CompletableFuture.completedFuture(null);
        }
        askedAt = now;
        return exchange.sendAsync(question)
                .handle((answer, failure) -> answer == null ? 0 : answer.statusCode())
                .thenAccept(this::heard);
    }

    private synchronized void heard(int status) {
        Health before = health;
        silences = status == 0 ? silences + 1 : 0;
        if (status == 200) {
            health = Health.UP;
        } else if (status != 0 || silences >= SILENCES) {
            health = Health.DOWN;
        }
        underWay.set(false);
        if (before != health) {
            changed.run();
        }
    }
}
