package dev.signalbox.server.http;

import dev.signalbox.server.codec.AnswerWriter;
import dev.signalbox.server.codec.ModelIdentity;
import dev.signalbox.server.serving.ServedModel;
import dev.signalbox.server.serving.ServingState;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.function.BiConsumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The endpoints of Open Inference Protocol v2. */
@ApplicationScoped
public class ProtocolRoutes {
    private static final String MODEL = "/v2/models/:model";
    private static final String VERSION = MODEL + "/versions/:version";

    private final ServingState state;
    private final InferenceHandler inference;
    private final String serverVersion;

    ProtocolRoutes(
            ServingState state,
            InferenceHandler inference,
            @ConfigProperty(name = "quarkus.application.version") String serverVersion) {
        this.state = state;
        this.inference = inference;
        this.serverVersion = serverVersion;
    }

    void register(@Observes Router router) {
        router.post(MODEL + "/infer").handler(context -> withModel(context, this::infer));
        router.post(VERSION + "/infer").handler(context -> withModel(context, this::infer));
        router.get("/v2").handler(context -> send(context, AnswerWriter.server(serverVersion)));
        router.get("/v2/").handler(context -> send(context, AnswerWriter.server(serverVersion)));
        router.get("/v2/health/live").handler(context -> send(context, AnswerWriter.health(true, state.ready())));
        router.get("/v2/health/ready").handler(this::health);
        router.get(MODEL + "/ready").handler(context -> withModel(context, this::ready));
        router.get(VERSION + "/ready").handler(context -> withModel(context, this::ready));
        router.get(MODEL).handler(context -> withModel(context, this::metadata));
        router.get(VERSION).handler(context -> withModel(context, this::metadata));
        for (String known : new String[] {MODEL + "/infer", VERSION + "/infer"}) {
            router.route(known).handler(context -> notAllowed(context, "POST"));
        }
        for (String known : new String[] {
            "/v2", "/v2/", "/v2/health/live", "/v2/health/ready", MODEL + "/ready", VERSION + "/ready", MODEL, VERSION
        }) {
            router.route(known).handler(context -> notAllowed(context, "GET"));
        }
        router.route("/v2/*")
                .handler(context -> notFound(context, "this server has no " + shown(context.normalizedPath())));
    }

    private void infer(RoutingContext context, ServedModel model) {
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

    private void metadata(RoutingContext context, ServedModel model) {
        send(context, model.writer().metadata(model.folder().signature()));
    }

    /** Goes on with the model if it is the one that the URL names. */
    private void withModel(RoutingContext context, BiConsumer<RoutingContext, ServedModel> next) {
        ServedModel model = state.loaded().orElse(null);
        if (model == null) {
            context.request().resume();
            Answers.unavailable(context.response(), "the model is not ready");
            return;
        }
        ModelIdentity identity = model.identity();
        String name = String.valueOf(context.pathParam("model"));
        String version = context.pathParam("version");
        if (!identity.name().equals(name)) {
            notFound(
                    context,
                    "model must be \"" + identity.name() + "\", the only one here, got \"" + shown(name) + "\"");
        } else if (version != null && !identity.version().id().equals(version)) {
            notFound(
                    context,
                    "version must be \"" + identity.version() + "\", the only one here, got \"" + shown(version)
                            + "\"");
        } else {
            next.accept(context, model);
        }
    }

    private static void send(RoutingContext context, byte[] document) {
        Answers.send(context.response(), Answers.OK, document);
    }

    private static void notFound(RoutingContext context, String message) {
        /* Lets the body pass, which nobody wants, so that the connection stays of use. */
        context.request().resume();
        Answers.error(context.response(), Answers.NOT_FOUND, message);
    }

    private static void notAllowed(RoutingContext context, String allowed) {
        context.request().resume();
        HttpServerResponse response = context.response();
        response.putHeader("Allow", allowed);
        Answers.error(
                response,
                Answers.NOT_ALLOWED,
                "method must be " + allowed + " here, got " + context.request().method());
    }

    private static String shown(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }
}
