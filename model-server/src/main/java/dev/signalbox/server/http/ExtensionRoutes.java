package dev.signalbox.server.http;

import dev.signalbox.server.body.BodyBounds;
import dev.signalbox.server.body.BodyReader;
import dev.signalbox.server.body.RequestBodies;
import dev.signalbox.server.codec.IndexRequest;
import dev.signalbox.server.codec.ModelDocuments;
import dev.signalbox.server.codec.RequestRefused;
import dev.signalbox.server.config.ModelConfig;
import dev.signalbox.server.serving.ServedModel;
import dev.signalbox.server.serving.ServingState;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;

/** The endpoints of the protocol's usual extensions, and those of them that are not offered. */
@ApplicationScoped
public class ExtensionRoutes {
    private static final String MODELS = "/v2/models";
    private static final String INDEX = "/v2/repository/index";
    private static final int LARGEST_QUESTION = 4_096;
    private static final List<String> NOT_OFFERED = List.of(
            "/v2/repository/models/:model/load",
            "/v2/repository/models/:model/unload",
            "/v2/systemsharedmemory/*",
            "/v2/cudasharedmemory/*",
            "/v2/trace/setting",
            "/v2/logging",
            "/v2/models/:model/trace/setting",
            "/v2/models/:model/generate",
            "/v2/models/:model/generate_stream",
            "/v2/models/:model/versions/:version/generate",
            "/v2/models/:model/versions/:version/generate_stream");

    private final ServingState state;
    private final ModelPaths models;
    private final RequestStatistics statistics;
    private final int mostRows;
    private final BodyBounds questions;

    ExtensionRoutes(
            ServingState state,
            ModelPaths models,
            RequestStatistics statistics,
            RequestBodies bodies,
            ModelConfig config) {
        this.questions = bodies.small(LARGEST_QUESTION, 256);
        this.state = state;
        this.models = models;
        this.statistics = statistics;
        this.mostRows = config.maxRows();
    }

    void register(@Observes Router router) {
        router.get(MODELS).handler(this::list);
        ModelPaths.allow(router, MODELS, "GET");
        router.post(INDEX).handler(this::readQuestion);
        ModelPaths.allow(router, INDEX, "POST");
        models.get(
                router,
                "/stats",
                (context, model) -> send(context, documents(model).statistics(statistics.now())));
        models.get(
                router,
                "/config",
                (context, model) -> send(
                        context, documents(model).configuration(model.folder().signature(), mostRows)));
        for (String path : NOT_OFFERED) {
            router.route(path).handler(ExtensionRoutes::notOffered);
        }
    }

    private void list(RoutingContext context) {
        send(
                context,
                ModelDocuments.models(
                        state.loaded().map(model -> model.identity().name()).stream()
                                .toList()));
    }

    private void readQuestion(RoutingContext context) {
        HttpServerResponse response = context.response();
        BodyReader.read(context.request(), questions, end -> {
            switch (end) {
                case BodyReader.End.Whole whole -> {
                    questions.budget().giveBack(whole.taken());
                    index(context, whole.body().joined());
                }
                case BodyReader.End.TooLarge tooLarge ->
                    Answers.error(
                            response,
                            Answers.TOO_LARGE,
                            "body must have at most " + LARGEST_QUESTION + " bytes, got more");
                case BodyReader.End.NoRoom noRoom ->
                    Answers.unavailable(response, "the server holds as many bytes of requests as it may");
                case BodyReader.End.Late late ->
                    Answers.late(context.request(), questions.clock().patience());
                case BodyReader.End.Broken broken -> {}
            }
        });
    }

    private void index(RoutingContext context, byte[] body) {
        try {
            boolean ready = state.ready();
            Optional<ServedModel> told =
                    IndexRequest.read(body).readyOnly() && !ready ? Optional.empty() : state.loaded();
            send(context, told.map(model -> documents(model).index(ready)).orElseGet(ModelDocuments::noIndex));
        } catch (RequestRefused wrong) {
            Answers.error(context.response(), Answers.BAD_REQUEST, wrong.text());
        }
    }

    private static void notOffered(RoutingContext context) {
        ModelPaths.pass(context);
        Answers.error(
                context.response(),
                Answers.NOT_IMPLEMENTED,
                ModelPaths.shown(context.normalizedPath())
                        + " is not offered: one process serves one version of one model");
    }

    private static ModelDocuments documents(ServedModel model) {
        return new ModelDocuments(model.identity());
    }

    private static void send(RoutingContext context, byte[] document) {
        Answers.send(context.response(), Answers.OK, document);
    }
}
