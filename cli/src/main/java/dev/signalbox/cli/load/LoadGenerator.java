package dev.signalbox.cli.load;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * Sends requests at a constant rate, whatever the answers do (an open loop), and measures every latency from when the request
 * was meant to start, so that a stall is seen in full.
 */
public final class LoadGenerator implements AutoCloseable {
    /* Beyond this many open requests a further one is not sent but counted as failed: the load stays bounded. */
    private static final int MOST_UNDER_WAY = 20_000;
    private static final int CONNECTIONS = 256;
    private static final int HTTP_PORT = 80;
    private static final String REQUEST_ID = "X-Request-Id";
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");

    private final LoadPlan plan;
    private final List<URI> targets;
    private final List<Buffer> bodies;
    private final LoadStats stats = new LoadStats();
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client;
    private final Thread pacer;
    private final String run = "load-" + UUID.randomUUID();
    private volatile boolean stopping;

    public LoadGenerator(LoadPlan plan) {
        this.plan = plan;
        this.targets = plan.targets().stream().map(URI::create).toList();
        this.bodies = plan.bodies().stream().map(Buffer::buffer).toList();
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setKeepAlive(true)
                        .setConnectTimeout(1_000)
                        .setKeepAliveTimeout(30),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS));
        this.pacer = new Thread(this::pace, "load-pacer");
        this.pacer.setDaemon(true);
    }

    /** Starts sending. */
    public void start() {
        pacer.start();
    }

    /** What was counted up to now. */
    public LoadStats.Snapshot snapshot() {
        return stats.snapshot();
    }

    /** Stops sending and waits for the answers that are under way. */
    public LoadStats.Snapshot stop() {
        stopping = true;
        long limit =
                System.nanoTime() + plan.timeout().plus(Duration.ofSeconds(1)).toNanos();
        try {
            pacer.join(plan.timeout().toMillis());
            while (stats.underWay() > 0 && System.nanoTime() < limit) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return stats.snapshot();
    }

    @Override
    public void close() {
        stopping = true;
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void pace() {
        long first = System.nanoTime();
        for (long i = 0; !stopping; i++) {
            long intended = first + plan.pace().nanosUntil(i);
            for (long wait = intended - System.nanoTime(); wait > 0 && !stopping; wait = intended - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            if (!stopping) {
                send(i, intended);
            }
        }
    }

    private void send(long number, long intendedNanos) {
        stats.sent();
        if (stats.underWay() > MOST_UNDER_WAY) {
            stats.failed("not sent: " + MOST_UNDER_WAY + " requests under way");
            return;
        }
        attempt(new Call(number, intendedNanos), 0);
    }

    private void attempt(Call call, int tried) {
        URI target = targets.get((int) ((call.number() + tried) % targets.size()));
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(target.getHost())
                .setPort(target.getPort() < 0 ? HTTP_PORT : target.getPort())
                .setURI(plan.path())
                .setTimeout(plan.timeout().toMillis())
                .putHeader("Content-Type", "application/json");
        if (plan.stickyHeader() != null) {
            options.putHeader(plan.stickyHeader(), "user-" + call.number() % plan.users());
        }
        if (!plan.labels().isEmpty()) {
            options.putHeader(REQUEST_ID, id(call));
        }
        client.request(options)
                .onSuccess(request -> exchange(call, request, target))
                .onFailure(e -> {
                    if (e instanceof ConnectException && tried + 1 < targets.size()) {
                        stats.rerouted();
                        attempt(call, tried + 1);
                    } else {
                        stats.failed(describe(e));
                    }
                });
    }

    private void exchange(Call call, HttpClientRequest request, URI target) {
        request.send(bodies.get((int) (call.number() % bodies.size())))
                .compose(response -> response.body().map(body -> response))
                .onSuccess(response -> finish(call, response, target))
                .onFailure(e -> stats.failed(describe(e)));
    }

    private void finish(Call call, HttpClientResponse response, URI target) {
        if (response.statusCode() >= 400) {
            stats.failed("HTTP " + response.statusCode());
            return;
        }
        if (!plan.labels().isEmpty()) {
            tell(call, target);
        }
        String version = response.getHeader("Signalbox-Version");
        long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - call.intendedNanos());
        stats.answered(version == null ? "unknown" : version, micros);
    }

    /* What was right, once the answer is there. */
    private void tell(Call call, URI target) {
        String label = plan.labels().get((int) (call.number() % plan.labels().size()));
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(target.getHost())
                .setPort(target.getPort() < 0 ? HTTP_PORT : target.getPort())
                .setURI(plan.path().replaceFirst("/infer$", "/feedback"))
                .setTimeout(plan.timeout().toMillis())
                .putHeader("Content-Type", "application/json");
        JsonObject said = new JsonObject()
                .put("requestId", id(call))
                .put("kind", "label")
                .put("value", WHOLE.matcher(label).matches() ? (Object) Long.valueOf(label) : label);
        client.request(options)
                .compose(request -> request.send(said.toBuffer()))
                .onSuccess(response -> stats.told(response.statusCode() == 202))
                .onFailure(e -> stats.told(false));
    }

    private String id(Call call) {
        return run + "-" + call.number();
    }

    private static String describe(Throwable e) {
        return e.getClass().getSimpleName();
    }

    private record Call(long number, long intendedNanos) {}
}
