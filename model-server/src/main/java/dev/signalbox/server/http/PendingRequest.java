package dev.signalbox.server.http;

import dev.signalbox.server.serving.Caller;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Locale;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One inference request over HTTP, from when it is here as a whole until it is answered. The answer comes on an inference thread,
 * and is written on the connection's.
 */
public abstract class PendingRequest<A> implements Caller<A> {
    private static final Logger LOG = Logger.getLogger(PendingRequest.class);

    private final Context context;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Held held;
    private long arrived;
    private long deadline;
    private volatile boolean gone;

    /** What the process holds for a request until it is answered. */
    public interface Held {
        /** Gives it back. */
        void giveBack();
    }

    /** A request whose connection has this context. */
    protected PendingRequest(Context context, HttpServerRequest request, Held held) {
        this.context = context;
        this.request = request;
        this.response = request.response();
        this.held = held;
        response.closeHandler(closed -> gone = true);
    }

    /** It is here as a whole. */
    protected final void begin() {
        arrived = System.nanoTime();
        deadline = arrived;
    }

    /** How long it may wait from its arrival on. */
    protected final void waitFor(Duration timeout) {
        deadline = arrived + timeout.toNanos();
    }

    /** A header of it. */
    protected final @Nullable String header(String name) {
        return request.getHeader(name);
    }

    /** What it is answered with. */
    protected final HttpServerResponse response() {
        return response;
    }

    /** Answers with a status, on the connection's thread, if there is still somebody to hear it. */
    protected final void end(String status, Runnable answer) {
        held.giveBack();
        if (LOG.isDebugEnabled()) {
            LOG.debugf(
                    "Request ended path=%s status=%s id=%s micros=%d gone=%s",
                    request.path(), status, requestId(), (System.nanoTime() - arrived) / 1_000, gone);
        }
        if (!gone) {
            context.runOnContext(now -> {
                if (!response.ended() && !response.closed()) {
                    answer.run();
                }
            });
        }
    }

    /** How sure the model is, as both sides say it. */
    protected static String confidenceText(double sure) {
        return String.format(Locale.ROOT, "%.4f", sure);
    }

    @Override
    public final @Nullable String requestId() {
        return header("X-Request-Id");
    }

    @Override
    public final @Nullable String unit() {
        return header("Signalbox-Unit");
    }

    @Override
    public final long arrived() {
        return arrived;
    }

    @Override
    public final long deadline() {
        return deadline;
    }

    @Override
    public final boolean gone() {
        return gone;
    }
}
