package dev.signalbox.operator.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.http.TimedExchange;
import dev.signalbox.api.route.RouterReport;
import dev.signalbox.operator.machine.RouterView;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The routers' admin interfaces, all asked at once. Thread safe. */
public final class HttpRouters implements Routers {
    /* Many deployments look at the same routers: a poll is shared by whoever asks within a fraction of a tick. */
    private static final Duration SHARED_FOR = Duration.ofMillis(100);
    /* What a router says of thousands of routes has a few megabytes. */
    private static final int LARGEST = 32 << 20;

    private final TimedExchange exchange;
    private final Supplier<List<URI>> addresses;
    private final ObjectMapper json;
    private final Clock clock;
    private @Nullable Poll last;

    public HttpRouters(
            HttpClient client, Supplier<List<URI>> addresses, Duration timeout, ObjectMapper json, Clock clock) {
        this.exchange = new TimedExchange(client, timeout, LARGEST);
        this.addresses = addresses;
        this.json = json;
        this.clock = clock;
    }

    private record Answer(String router, @Nullable RouterReport report) {}

    private record Poll(Instant at, CompletableFuture<List<Answer>> answers) {}

    @Override
    public List<RouterView> views(DeploymentName deployment) {
        return poll().join().stream().map(a -> view(a, deployment)).toList();
    }

    private static RouterView view(Answer answer, DeploymentName deployment) {
        RouterReport report = answer.report();
        if (report == null) {
            return new RouterView.Silent(answer.router());
        }
        return report.applied(deployment)
                .map(a -> new RouterView.Reports(answer.router(), a.revision(), a.inFlight()))
                .orElseGet(() -> new RouterView.Reports(answer.router(), 0, Map.of()));
    }

    private synchronized CompletableFuture<List<Answer>> poll() {
        Instant now = clock.instant();
        if (last == null || !now.isBefore(last.at().plus(SHARED_FOR))) {
            List<CompletableFuture<@Nullable Answer>> asked =
                    addresses.get().stream().map(this::ask).toList();
            last = new Poll(
                    now,
                    CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                            .thenApply(done -> asked.stream()
                                    .map(CompletableFuture::join)
                                    .filter(Objects::nonNull)
                                    .toList()));
        }
        return last.answers();
    }

    private CompletableFuture<@Nullable Answer> ask(URI router) {
        String base = router.toString();
        URI routes = URI.create(base.endsWith("/") ? base + "routes" : base + "/routes");
        return exchange.sendAsync(HttpRequest.newBuilder(routes).GET().build())
                .handle((answer, failure) -> failure == null ? read(base, answer) : failed(base, failure));
    }

    private Answer read(String router, HttpResponse<String> answer) {
        try {
            return answer.statusCode() == 200
                    ? new Answer(router, json.readValue(answer.body(), RouterReport.class))
                    : new Answer(router, null);
        } catch (JsonProcessingException e) {
            return new Answer(router, null);
        }
    }

    /* Nobody listens: there is no router. Anything else may be a router that applies anything. */
    private static @Nullable Answer failed(String router, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException && !(failure instanceof HttpConnectTimeoutException)) {
                return cause.getCause() instanceof HttpConnectTimeoutException ? new Answer(router, null) : null;
            }
            if (cause instanceof HttpConnectTimeoutException) {
                return new Answer(router, null);
            }
        }
        return new Answer(router, null);
    }
}
