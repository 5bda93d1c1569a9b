package dev.signalbox.monitor.callbacks;

import dev.signalbox.api.http.TimedExchange;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Posts one decision to an application, and says what became of it. Follows nobody elsewhere. Thread safe. */
@Singleton
class CallbackPost {
    private final CallbackSecrets secrets;
    private final CallbackTargets targets;
    private final TimedExchange exchange;
    private final Clock clock;
    private final HttpClient http;

    CallbackPost(CallbackConfig config, CallbackSecrets secrets, Clock clock) {
        this.secrets = secrets;
        this.targets = new CallbackTargets(config.hosts().orElse(List.of()));
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(config.timeout())
                .build();
        this.exchange = new TimedExchange(http, config.timeout());
    }

    /** What became of a try, and a word to it. */
    record Result(CallbackOutcome outcome, String detail) {}

    /** Posts it, and waits for what becomes of it. */
    Result post(CallbackOutbox.Due due) throws InterruptedException {
        try {
            URI url = URI.create(due.url());
            Optional<Result> refused = targets.refusal(url);
            return refused.isPresent() ? refused.get() : post(due, url);
        } catch (RuntimeException e) {
            return new Result(CallbackOutcome.UNREACHABLE, "nothing can be sent there: " + e);
        }
    }

    private Result post(CallbackOutbox.Due due, URI url) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .header("User-Agent", "signalbox-monitor")
                .header("Signalbox-Callback", due.id() + "-" + due.tries())
                .POST(HttpRequest.BodyPublishers.ofString(due.body()));
        if (due.secret() != null) {
            Optional<byte[]> secret = secrets.of(due.deployment(), due.secret());
            if (secret.isEmpty()) {
                return new Result(CallbackOutcome.SECRET, "there is no secret " + due.secret());
            }
            CallbackSignature signed = CallbackSignature.of(secret.get(), clock.instant(), due.body());
            request.header("Signalbox-Timestamp", signed.timestamp()).header("Signalbox-Signature", signed.signature());
        }
        return sent(request.build());
    }

    private Result sent(HttpRequest request) throws InterruptedException {
        try {
            int status = exchange.status(request);
            return new Result(CallbackOutcome.ofStatus(status), "status " + status);
        } catch (HttpTimeoutException e) {
            return new Result(CallbackOutcome.TIMEOUT, e.toString());
        } catch (IOException e) {
            return new Result(CallbackOutcome.UNREACHABLE, e.toString());
        }
    }

    @PreDestroy
    void close() {
        http.shutdownNow();
    }
}
