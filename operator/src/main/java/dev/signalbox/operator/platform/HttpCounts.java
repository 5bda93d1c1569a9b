package dev.signalbox.operator.platform;

import dev.signalbox.api.http.TimedExchange;
import dev.signalbox.operator.machine.Question;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The metrics of routers and model servers over HTTP, all asked at once. Thread safe. */
final class HttpCounts implements CountSources {
    /* Far above what one process shows, and far below what would hurt. */
    private static final int LARGEST = 8 << 20;

    private final TimedExchange exchange;
    private final Supplier<List<URI>> routers;
    private final Platform platform;

    HttpCounts(HttpClient client, Supplier<List<URI>> routers, Platform platform, Duration timeout) {
        this.exchange = new TimedExchange(client, timeout, LARGEST);
        this.routers = routers;
        this.platform = platform;
    }

    @Override
    public Map<URI, String> texts(Question question) {
        Map<URI, String> texts = new HashMap<>(ask(routers.get()));
        if (!texts.isEmpty()) {
            List<URI> servers = new ArrayList<>(platform.instances(question.deployment(), question.stable()));
            servers.addAll(platform.instances(question.deployment(), question.candidate()));
            texts.putAll(ask(servers));
        }
        return texts;
    }

    private Map<URI, String> ask(List<URI> bases) {
        Map<URI, CompletableFuture<Optional<String>>> asked = new LinkedHashMap<>();
        bases.forEach(base -> asked.put(base, ask(base)));
        Map<URI, String> answers = new LinkedHashMap<>();
        asked.forEach((base, answer) -> answer.join().ifPresent(text -> answers.put(base, text)));
        return answers;
    }

    private CompletableFuture<Optional<String>> ask(URI base) {
        URI metrics = URI.create(base.toString().replaceAll("/+$", "") + "/q/metrics");
        return exchange.sendAsync(HttpRequest.newBuilder(metrics).GET().build())
                .thenApply(answer -> answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.<String>empty())
                .exceptionally(failure -> Optional.empty());
    }
}
