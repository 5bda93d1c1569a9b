package dev.signalbox.server.bench;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;

/** What Vert.x itself takes for a request: it reads the whole body, and answers bytes of the length of a real answer. */
final class Echo extends AbstractVerticle {
    private static final Buffer ANSWER = Buffer.buffer("{\"model_name\":\"mlp\",\"model_version\":\"1\",\"outputs\":[{"
            + "\"name\":\"probabilities\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[0.45382264,0.5461774]}]}");

    @Override
    public void start(Promise<Void> started) {
        vertx.createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(config().getInteger("port")))
                .requestHandler(request -> request.bodyHandler(body -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(ANSWER)))
                .listen()
                .<Void>mapEmpty()
                .onComplete(started);
    }

    /** The port. */
    public static void main(String[] arguments) {
        int loops = Runtime.getRuntime().availableProcessors();
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops));
        vertx.deployVerticle(
                        Echo::new,
                        new DeploymentOptions()
                                .setInstances(loops)
                                .setConfig(new io.vertx.core.json.JsonObject()
                                        .put("port", Integer.parseInt(arguments[0]))))
                .onFailure(failed -> System.exit(1));
    }
}
