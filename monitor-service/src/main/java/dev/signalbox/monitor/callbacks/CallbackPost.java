package dev.signalbox.monitor.callbacks;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Posts one decision to an application, and says what became of it. Follows nobody elsewhere. Thread safe. */
@Singleton
class CallbackPost {
    private final CallbackSecrets secrets;
    private final CallbackTargets targets;
    private final Duration timeout;
    private final Clock clock;
    private final HttpClient http;

    CallbackPost(CallbackConfig config, CallbackSecrets secrets, Clock clock) {
        this.secrets = secrets;
        this.targets = new CallbackTargets(config.hosts().orElse(List.of()));
        this.timeout = config.timeout();
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
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
                .timeout(timeout)
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

    /* The client's own time-out ends with the head: this one holds for all of the answer. */
    private Result sent(HttpRequest request) throws InterruptedException {
        CompletableFuture<HttpResponse<Void>> answer = http.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            int status = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
            return new Result(CallbackOutcome.ofStatus(status), "status " + status);
        } catch (TimeoutException e) {
            return new Result(CallbackOutcome.TIMEOUT, "no whole answer within " + timeout);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return new Result(
                    cause instanceof HttpTimeoutException ? CallbackOutcome.TIMEOUT : CallbackOutcome.UNREACHABLE,
                    cause.toString());
        } finally {
            answer.cancel(true);
        }
    }

    @PreDestroy
    void close() {
        http.shutdownNow();
    }
}
