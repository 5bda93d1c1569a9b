package dev.signalbox.server.http;

import dev.signalbox.server.codec.ModelIdentity;
import dev.signalbox.server.serving.ServedModel;
import dev.signalbox.server.serving.ServingState;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.BiConsumer;

/** Paths that name the model, with or without its version; names are decoded. */
@ApplicationScoped
public class ModelPaths {
    private static final String MODEL = "/v2/models/:model";
    private static final String VERSION = MODEL + "/versions/:version";
    private static final int SHOWN = 80;
    private static final int FIRST = -10_000;

    private final ServingState state;

    ModelPaths(ServingState state) {
        this.state = state;
    }

    /** Serves GET of a path below the model's. */
    void get(Router router, String path, BiConsumer<RoutingContext, ServedModel> next) {
        for (String prefix : new String[] {MODEL, VERSION}) {
            route(router.get(prefix + path), next);
            allow(router, prefix + path, "GET");
        }
    }

    /** Serves POST to a path below the model's. */
    void post(Router router, String path, BiConsumer<RoutingContext, ServedModel> next) {
        for (String prefix : new String[] {MODEL, VERSION}) {
            route(router.post(prefix + path), next);
            allow(router, prefix + path, "POST");
        }
    }

    /**
     * Serves POST to the path below the model's that most requests come to, as its name is configured, before all else is looked
     * at: every other way through the routes is a pattern.
     */
    void postFirst(Router router, String path, String model, BiConsumer<RoutingContext, ServedModel> next) {
        router.post("/v2/models/" + model + path).order(FIRST).handler(context -> {
            ServedModel loaded = state.loaded().orElse(null);
            if (loaded == null) {
                context.next();
            } else {
                next.accept(context, loaded);
            }
        });
    }

    /** Refuses all methods of a path but one, which must have been registered before. */
    static void allow(Router router, String path, String method) {
        router.route(path).handler(context -> {
            pass(context);
            context.response().putHeader("Allow", method);
            Answers.error(
                    context.response(),
                    Answers.NOT_ALLOWED,
                    "method must be " + method + " here, got "
                            + context.request().method());
        });
    }

    static void notFound(RoutingContext context, String message) {
        pass(context);
        Answers.error(context.response(), Answers.NOT_FOUND, message);
    }

    /** Lets the body pass, which nobody wants, so that the connection stays of use. */
    static void pass(RoutingContext context) {
        context.request().resume();
    }

    static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }

    private void route(Route route, BiConsumer<RoutingContext, ServedModel> next) {
        route.handler(context -> withModel(context, next));
    }

    /** Goes on with the model if it is the one that the URL names. */
    private void withModel(RoutingContext context, BiConsumer<RoutingContext, ServedModel> next) {
        ServedModel model = state.loaded().orElse(null);
        if (model == null) {
            pass(context);
            Answers.unavailable(context.response(), "the model is not ready");
            return;
        }
        ModelIdentity identity = model.identity();
        String name = String.valueOf(context.pathParam("model"));
        String version = context.pathParam("version");
        identity.unlike(name, version)
                .ifPresentOrElse(wrong -> notFound(context, wrong), () -> next.accept(context, model));
    }
}
