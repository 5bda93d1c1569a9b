package dev.signalbox.operator.platform;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.signalbox.api.BearerToken;
import dev.signalbox.api.rollout.RolloutReport;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** An operator at work on a platform, from start to close. */
public final class Operator implements AutoCloseable {
    private final Platform platform;
    private final ReconcileLoop loop;
    private final Notifications notifications;
    private final Optional<RolloutReporter> reporter;

    private Operator(
            Platform platform, ReconcileLoop loop, Notifications notifications, Optional<RolloutReporter> reporter) {
        this.platform = platform;
        this.loop = loop;
        this.notifications = notifications;
        this.reporter = reporter;
    }

    /** Starts to carry out what the platform's users ask for. */
    public static Operator start(Platform platform, OperatorConfig config, OperatorMetrics metrics, Clock clock) {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.routerTimeout())
                .build();
        ObjectMapper json = contractJson();
        Supplier<List<URI>> addresses = () -> config.routers().orElseGet(platform::routers);
        Routers routers = new HttpRouters(client, addresses, config.routerTimeout(), json, clock);
        BearerToken token = BearerToken.of(config.monitorToken());
        Optional<Monitor> own = platform.judges()
                ? Optional.of(
                        new LocalMonitor(new HttpCounts(client, addresses, platform, config.routerTimeout()), clock))
                : Optional.empty();
        Optional<Monitor> central = config.monitor()
                .<Monitor>map(base -> new HttpMonitor(client, base, config.monitorTimeout(), token, json));
        Monitor monitor = judges(central, own);
        Optional<RolloutReporter> reporter = config.monitor()
                .map(base -> new RolloutReporter(
                        new HttpReportSink(client, base, config.monitorTimeout(), token, json),
                        metrics,
                        config.interval()));
        Consumer<RolloutReport> reports =
                reporter.<Consumer<RolloutReport>>map(r -> r::tell).orElse(report -> {});
        Smoke smoke = new HttpSmoke(client, config.smokeTimeout(), json);
        Notifications notifications = config.webhook()
                .<Notifications>map(url -> new Webhook(client, url, json, metrics))
                .orElseGet(Notifications.None::new);
        RetrainingPeers retraining = new HttpRetrainingPeers(
                client,
                new HttpRetrainingPeers.Monitored(config.monitor(), token, config.decayInterval()),
                json,
                clock);
        Peers peers = new Peers(routers, monitor, reports, smoke, notifications, retraining);
        Reconcile reconcile = new Reconcile(platform, peers, metrics, clock);
        ReconcileLoop loop = new ReconcileLoop(platform, reconcile::reconcile, config, metrics, clock);
        loop.start();
        return new Operator(platform, loop, notifications, reporter);
    }

    private static Monitor judges(Optional<Monitor> central, Optional<Monitor> own) {
        if (central.isPresent() && own.isPresent()) {
            return new FallbackMonitor(central.get(), own.get());
        }
        return central.or(() -> own).orElseGet(NoMonitor::new);
    }

    /** Reads and writes the documents that services share. */
    public static ObjectMapper contractJson() {
        return JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    /** Whether it gets anywhere. */
    public boolean alive() {
        return loop.alive();
    }

    @Override
    public void close() {
        loop.close();
        notifications.close();
        reporter.ifPresent(RolloutReporter::close);
        platform.close();
    }
}
