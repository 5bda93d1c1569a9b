package dev.signalbox.monitor.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.signalbox.monitor.logging.Seldom;
import dev.signalbox.monitor.store.StoreFailedException;
import dev.signalbox.monitor.store.StoreUnavailableException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Turns every failure into a {@link Problem}; none shows how the service is made. */
public class ProblemMappers {
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
    private static final Duration APART = Duration.ofSeconds(10);

    private final Clock clock;
    private final Seldom seldom = new Seldom(APART);

    ProblemMappers(Clock clock) {
        this.clock = clock;
    }

    /** A request whose parameters are wrong. */
    @ServerExceptionMapper
    public Response badRequest(BadRequestException e) {
        return Problem.invalid(message(e)).response();
    }

    /** A body that is JSON, but not of the form that it should have. */
    @ServerExceptionMapper
    public Response mismatched(MismatchedInputException e) {
        return Problem.invalid(describe(e)).response();
    }

    /** What the framework refused: an unknown path, a wrong method or media type, a body that can not be read. */
    @ServerExceptionMapper
    public Response refused(WebApplicationException e) {
        if (e.getCause() instanceof JsonProcessingException json) {
            return Problem.invalid(describe(json)).response();
        }
        int status = e.getResponse().getStatus();
        return status < 400 ? e.getResponse() : Problem.ofStatus(status).response();
    }

    /** What was found out on the way. */
    @ServerExceptionMapper
    public Response problem(ProblemException e) {
        return e.problem().response();
    }

    /** The database is away. */
    @ServerExceptionMapper
    public Response unavailable(StoreUnavailableException e) {
        return Problem.unavailable().response();
    }

    /** The database refused; logged where it happened. */
    @ServerExceptionMapper
    public Response failed(StoreFailedException e) {
        return Problem.ofStatus(500).response();
    }

    /** Anything that nobody thought of. */
    @ServerExceptionMapper
    public Response unexpected(RuntimeException e) {
        OptionalLong notLogged = seldom.turn(e.getClass().getName(), clock.instant());
        if (notLogged.isPresent()) {
            LOG.errorf(
                    "Unexpected failure of a request: error=%s message=%s notLoggedSince=%d",
                    e.getClass().getName(), e.getMessage(), notLogged.getAsLong());
        }
        LOG.debug("Unexpected failure of a request, where", e);
        return Problem.ofStatus(500).response();
    }

    private static String describe(JsonProcessingException e) {
        String refusal = refusalIn(e);
        if (refusal != null) {
            return refusal;
        }
        if (e instanceof StreamReadException || !(e instanceof JsonMappingException mapping)) {
            return "body must be JSON: " + e.getOriginalMessage();
        }
        String path = path(mapping);
        return (path.isEmpty() ? "body" : path) + " can not be read: " + e.getOriginalMessage();
    }

    /** What a record's constructor said, wherever Jackson wrapped it. */
    private static @Nullable String refusalIn(Throwable e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalArgumentException && !(cause instanceof JsonProcessingException)) {
                return message(cause);
            }
        }
        return null;
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference reference : e.getPath()) {
            if (reference.getFieldName() == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
            }
        }
        return path.toString();
    }

    private static String message(Throwable e) {
        String message = e.getMessage();
        return message == null ? "not valid" : message;
    }
}
