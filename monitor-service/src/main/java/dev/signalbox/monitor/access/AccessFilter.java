package dev.signalbox.monitor.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.monitor.http.Problem;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Refuses requests that would change something and whose token does not allow it, before anything of their body is read. */
@Singleton
class AccessFilter {
    /** Before the limit of bodies, which tells nothing to strangers either. */
    private static final int FIRST = 10_100;

    private static final int UNAUTHORISED = 401;

    private final Guard guard;
    private final ObjectMapper json;

    AccessFilter(Guard guard, ObjectMapper json) {
        this.guard = guard;
        this.json = json;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, FIRST);
    }

    private void check(RoutingContext request) {
        Optional<Problem> refusal = AccessRules.needed(
                        request.request().method().name(), request.normalizedPath())
                .flatMap(role -> guard.refusal(request.request().getHeader(HttpHeaders.AUTHORIZATION), role));
        if (refusal.isEmpty()) {
            request.next();
            return;
        }
        Problem problem = refusal.get();
        if (problem.status() == UNAUTHORISED) {
            request.response().putHeader("WWW-Authenticate", "Bearer");
        }
        /* The body is not waited for, so nothing else can follow on this connection. */
        request.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .end(body(problem));
    }

    private String body(Problem problem) {
        try {
            return json.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem can always be written", e);
        }
    }
}
