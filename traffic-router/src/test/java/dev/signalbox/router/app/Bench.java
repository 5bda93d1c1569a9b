package dev.signalbox.router.app;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.api.route.Backend;
import dev.signalbox.api.route.BackendRole;
import dev.signalbox.api.route.Route;
import dev.signalbox.api.route.RouteTable;
import dev.signalbox.api.route.Sticky;
import dev.signalbox.router.config.RouterConfig;
import dev.signalbox.router.config.TelemetryConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;

/** A router with its route file, and an application's view of it. */
final class Bench implements AutoCloseable {
    static {
        /* What is waited for comes, or never does: how soon says something about the machine only. */
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    }

    static final DeploymentName LOANS = DeploymentName.parse("default/loans");
    static final String INFER = "/v2/models/loans/infer";
    static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    final Path folder;
    private final String instance;
    final Path routes;
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    final Map<String, String> settings = new HashMap<>();
    private final List<ModelDouble> doubles = new ArrayList<>();
    TrafficRouter router;
    private boolean closed;

    Bench(Path folder) {
        this(folder, "router-test");
    }

    Bench(Path folder, String instance) {
        this.instance = instance;
        this.folder = folder;
        this.routes = folder.resolve("routes.json");
        settings.put("signalbox.router.host", "127.0.0.1");
        settings.put("signalbox.router.port", "0");
        settings.put("signalbox.router.event-loops", "2");
        /* Most tests let a candidate fail for as long as they like. */
        settings.put("signalbox.router.guard.requests", "0");
        settings.put("signalbox.router.routes", "file:" + routes);
    }

    Bench set(String key, String value) {
        settings.put(key, value);
        return this;
    }

    ModelDouble model(String version) {
        ModelDouble model = new ModelDouble(vertx, version);
        doubles.add(model);
        return model;
    }

    Bench start() {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(RouterConfig.class)
                .withMapping(TelemetryConfig.class)
                .withConverter(Duration.class, 500, new DurationConverter())
                .withConverter(MemorySize.class, 500, new MemorySizeConverter())
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build();
        router = new TrafficRouter(
                config.getConfigMapping(RouterConfig.class),
                config.getConfigMapping(TelemetryConfig.class),
                instance,
                new TrafficRouter.Environment(
                        vertx,
                        JSON,
                        registry,
                        () -> {
                            throw new IllegalStateException("no cluster here");
                        },
                        Clock.systemUTC()));
        router.start(new SplittableRandom(7));
        return this;
    }

    /** A route of stable version 1 and, with a second one, candidate version 2. */
    static Route route(long revision, Weight candidate, List<ModelDouble> stable, List<ModelDouble> tried) {
        List<Backend> backends = new ArrayList<>();
        backends.add(
                Backend.ofEndpoints(new ModelVersion("1"), BackendRole.Stable, addresses(stable), candidate.rest()));
        if (!tried.isEmpty()) {
            backends.add(
                    Backend.ofEndpoints(new ModelVersion("2"), BackendRole.Candidate, addresses(tried), candidate));
        }
        return new Route(LOANS, revision, backends, Sticky.byHeader("X-User-Id"), "Signalbox-Version", 1_000, true);
    }

    private static List<String> addresses(List<ModelDouble> models) {
        return models.stream().map(ModelDouble::address).toList();
    }

    /** Replaces the route file as the operator does. */
    void write(Route... all) throws IOException {
        Path next = folder.resolve("routes.json.new");
        Files.write(next, JSON.writeValueAsBytes(RouteTable.of(List.of(all))));
        Files.move(next, routes, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void awaitRevision(long revision) {
        await().pollInterval(Duration.ofMillis(5))
                .until(() -> router.report()
                        .applied(LOANS)
                        .filter(a -> a.revision() == revision)
                        .isPresent());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + router.port() + path));
    }

    HttpResponse<String> post(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"inputs\":[]}"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    static String version(HttpResponse<?> response) {
        return response.headers().firstValue("Signalbox-Version").orElse("none");
    }

    void stop() {
        if (!closed) {
            closed = true;
            try {
                router.close();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        if (router != null) {
            stop();
        }
        doubles.forEach(ModelDouble::close);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
