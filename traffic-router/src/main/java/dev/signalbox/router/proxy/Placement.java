package dev.signalbox.router.proxy;

import dev.signalbox.api.route.Sticky;
import dev.signalbox.router.decide.Asked;
import dev.signalbox.router.decide.Assignment;
import dev.signalbox.router.decide.Choice;
import dev.signalbox.router.decide.ModelPath;
import dev.signalbox.router.decide.Split;
import dev.signalbox.router.table.ActiveBackend;
import dev.signalbox.router.table.ActiveRoute;
import dev.signalbox.router.table.ActiveTable;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the versions that one request goes to, by the routes in force at that moment, and enters it there. */
final class Placement {
    /* RFC 6265bis: not for scripts, and sent along when another site links here. */
    private static final String COOKIE_RULES = "; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax";

    private final Lane lane;
    private final DataPlane plane;
    private final HttpServerRequest request;
    private final ModelPath path;
    private long ticket = -1;
    private @Nullable String key;
    private @Nullable String cookie;

    Placement(Lane lane, HttpServerRequest request, ModelPath path) {
        this.lane = lane;
        this.plane = lane.plane();
        this.request = request;
        this.path = path;
    }

    /** Where a request goes, or why it goes nowhere. */
    sealed interface Result {}

    /** The request has entered a version. */
    record Placed(Leg leg) implements Result {}

    /** The router answers by itself. */
    record Refused(Refusal why) implements Result {}

    /* The version is entered before the table is looked at again: once a router reports a revision, no request can still
     * enter a version on the word of an older one. */
    Result first() {
        while (true) {
            ActiveTable table = plane.routes().current();
            Optional<ActiveRoute> route = table.route(path);
            if (route.isEmpty()) {
                return new Refused(Refusal.unknownModel(path, table.size()));
            }
            switch (Choice.of(route.get().route(), asked(route.get()), ejected(route.get()))) {
                case Choice.Refuse refused -> {
                    return new Refused(Refusal.chosen(refused));
                }
                case Choice.Forward to -> {
                    ActiveBackend backend =
                            route.get().backend(to.backend().version()).orElseThrow();
                    Leg leg = Leg.first(route.get(), backend, to);
                    if (entered(leg, table)) {
                        note(leg);
                        return new Placed(leg);
                    }
                }
            }
        }
    }

    /** Stable's turn after a failure of the candidate; empty if no stable is left. */
    Optional<Leg> replacing(Leg failed) {
        while (true) {
            ActiveTable table = plane.routes().current();
            Optional<ActiveRoute> route = table.route(path);
            Optional<ActiveBackend> stable = route.flatMap(ActiveRoute::stable);
            if (route.isEmpty() || stable.isEmpty()) {
                return Optional.empty();
            }
            Leg next = failed.replacedBy(route.get(), stable.get());
            if (entered(next, table)) {
                return Optional.of(next);
            }
        }
    }

    /** The same turn with the endpoints that the version has now. */
    Leg renewed(Leg leg) {
        return plane.routes()
                .current()
                .route(path)
                .flatMap(route -> route.backend(leg.backend().backend().version()))
                .filter(backend -> backend.state() == leg.backend().state())
                .map(leg::at)
                .orElse(leg);
    }

    private boolean entered(Leg next, ActiveTable table) {
        next.enter();
        if (plane.routes().current() == table) {
            return true;
        }
        next.leave();
        return false;
    }

    private static boolean ejected(ActiveRoute route) {
        return route.candidate()
                .filter(b -> b.state().guard().ejectedFrom(route.route().revision()))
                .isPresent();
    }

    private static void note(Leg leg) {
        leg.route().state().budget().earn();
        if (leg.assignment() == Assignment.WITHHELD) {
            leg.route().candidate().ifPresent(b -> b.state().tally().countWithheld());
        }
    }

    private Asked asked(ActiveRoute route) {
        return new Asked(path.version(), Keys.override(request, route.route()), sticky(route), () -> ticket(route));
    }

    private @Nullable String sticky(ActiveRoute route) {
        Sticky sticky = route.route().stickyBy();
        String given = Keys.sticky(request, route.route());
        boolean known = given != null && !given.isEmpty();
        if (known || sticky == null || !sticky.setCookie() || route.candidate().isEmpty()) {
            return given;
        }
        if (key == null) {
            key = RequestIds.random(lane.chance());
            cookie = sticky.cookie() + "=" + key + COOKIE_RULES;
        }
        return key;
    }

    /** By what the user who asks is told apart from others; null where nothing keeps users on a version. */
    @Nullable
    String unit(ActiveRoute route) {
        String known = sticky(route);
        return known == null || known.isEmpty()
                ? null
                : Split.unit(route.route().deployment(), known);
    }

    /** The cookie that the application is to get, if it is to get one. */
    @Nullable
    String cookie() {
        return cookie;
    }

    ModelPath path() {
        return path;
    }

    /* One for the request, however often the table changes under it. */
    private long ticket(ActiveRoute route) {
        if (ticket < 0) {
            ticket = route.state().ticket();
        }
        return ticket;
    }
}
