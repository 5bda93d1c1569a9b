package dev.signalbox.monitor.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.math.BigInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Refuses bodies that say that they are too long, with a {@link Problem}, before anything of them is read. */
@Singleton
class BodyLimit {
    /** Before Quarkus' own check of the same limit, which answers without a body. */
    private static final int FIRST = 10_000;

    private static final int TOO_LARGE = 413;

    private final ObjectMapper json;
    private final BigInteger limit;

    BodyLimit(ObjectMapper json, @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit) {
        this.json = json;
        this.limit = limit.asBigInteger();
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, FIRST);
    }

    private void check(RoutingContext request) {
        String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null || !length.matches("\\d{1,18}") || new BigInteger(length).compareTo(limit) <= 0) {
            request.next();
            return;
        }
        /* The rest of the body is not waited for, so nothing else can follow on this connection. */
        request.response()
                .setStatusCode(TOO_LARGE)
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .end(body(length));
    }

    private String body(String length) {
        try {
            return json.writeValueAsString(Problem.tooLarge(length, limit));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem can always be written", e);
        }
    }
}
