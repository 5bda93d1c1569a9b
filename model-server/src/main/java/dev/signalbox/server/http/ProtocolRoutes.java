package dev.signalbox.server.http;

import dev.signalbox.server.codec.AnswerWriter;
import dev.signalbox.server.config.ModelConfig;
import dev.signalbox.server.serving.ServedModel;
import dev.signalbox.server.serving.ServingState;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The endpoints of Open Inference Protocol v2 itself, and what every other path is answered. */
@ApplicationScoped
public class ProtocolRoutes {
    private static final String LIVE = "/v2/health/live";
    private static final String READY = "/v2/health/ready";

    private final ServingState state;
    private final ModelPaths models;
    private final InferenceHandler inference;
    private final RequestStatistics statistics;
    private final String serverVersion;
    private final @Nullable String modelName;

    ProtocolRoutes(
            ServingState state,
            ModelPaths models,
            InferenceHandler inference,
            RequestStatistics statistics,
            ModelConfig config,
            @ConfigProperty(name = "quarkus.application.version") String serverVersion) {
        this.state = state;
        this.models = models;
        this.inference = inference;
        this.statistics = statistics;
        this.serverVersion = serverVersion;
        /* A name that is none is the loader's to refuse. */
        this.modelName = config.deployment()
                .map(deployment -> deployment.substring(deployment.indexOf('/') + 1))
                .filter(name -> name.matches("[A-Za-z0-9.-]+"))
                .orElse(null);
    }

    void register(@Observes Router router) {
        if (modelName != null) {
            models.postFirst(router, "/infer", modelName, this::infer);
        }
        models.post(router, "/infer", this::infer);
        for (String path : new String[] {"/v2", "/v2/"}) {
            router.get(path).handler(context -> send(context, AnswerWriter.server(serverVersion)));
            ModelPaths.allow(router, path, "GET");
        }
        router.get(LIVE).handler(context -> send(context, AnswerWriter.health(true, state.ready())));
        ModelPaths.allow(router, LIVE, "GET");
        router.get(READY).handler(this::health);
        ModelPaths.allow(router, READY, "GET");
        models.get(router, "/ready", this::ready);
        models.get(
                router,
                "",
                (context, model) ->
                        send(context, model.writer().metadata(model.folder().signature())));
        router.route().last().handler(ProtocolRoutes::unknown);
    }

    private void infer(RoutingContext context, ServedModel model) {
        if (state.ready()) {
            long began = System.nanoTime();
            context.addEndHandler(ended -> {
                if (ended.succeeded()) {
                    statistics.count(
                            context.response().getStatusCode(), System.nanoTime() - began, System.currentTimeMillis());
                }
            });
        }
        inference.handle(context.request(), model.identity().version().id());
    }

    private void health(RoutingContext context) {
        boolean ready = state.ready();
        Answers.send(context.response(), ready ? Answers.OK : Answers.UNAVAILABLE, AnswerWriter.health(true, ready));
    }

    private void ready(RoutingContext context, ServedModel model) {
        boolean ready = state.ready();
        Answers.send(
                context.response(),
                ready ? Answers.OK : Answers.UNAVAILABLE,
                model.writer().ready(ready));
    }

    private static void unknown(RoutingContext context) {
        String path = context.normalizedPath();
        if (path.startsWith("/q/")) {
            context.next();
        } else {
            ModelPaths.notFound(context, "this server has no " + ModelPaths.shown(path));
        }
    }

    private static void send(RoutingContext context, byte[] document) {
        Answers.send(context.response(), Answers.OK, document);
    }
}
