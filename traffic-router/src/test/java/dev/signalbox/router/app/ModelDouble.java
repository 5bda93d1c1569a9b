package dev.signalbox.router.app;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** A real HTTP server that stands for a model server and behaves as a test says. */
final class ModelDouble implements AutoCloseable {
    /** What a double does with a request whose body it has read. */
    interface Behaviour extends BiConsumer<HttpServerRequest, Buffer> {}

    static final Behaviour HANG = (request, body) -> {};
    static final Behaviour BREAK = (request, body) -> request.connection().close();
    static final Behaviour BREAK_IN_THE_BODY = (request, body) -> {
        request.response().putHeader("Content-Length", "1000").write(Buffer.buffer("{\"half\":"));
        request.response().write("x").onComplete(written -> request.connection().close());
    };

    static Behaviour status(int status) {
        return (request, body) -> request.response().setStatusCode(status).end("{\"error\":\"double\"}");
    }

    final AtomicInteger requests = new AtomicInteger();
    final List<String> seen = new CopyOnWriteArrayList<>();
    volatile Behaviour behaviour;
    private final Vertx vertx;
    private final String version;
    private HttpServer server;

    ModelDouble(Vertx vertx, String version) {
        this.vertx = vertx;
        this.version = version;
        this.behaviour = (request, body) -> request.response()
                .putHeader("Content-Type", "application/json")
                .end("{\"model_version\":\"" + version + "\"}");
        this.server = open(0);
    }

    private HttpServer open(int port) {
        HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(port);
        return vertx.createHttpServer(options)
                .requestHandler(request -> {
                    requests.incrementAndGet();
                    request.body().onSuccess(body -> behaviour.accept(request, body));
                })
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    String address() {
        return "127.0.0.1:" + server.actualPort();
    }

    /** Ends as a killed process does: all its connections break. */
    void kill() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }

    void restart() {
        server = open(server.actualPort());
    }

    @Override
    public void close() {
        kill();
    }
}
