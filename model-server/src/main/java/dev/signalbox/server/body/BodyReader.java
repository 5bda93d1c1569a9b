package dev.signalbox.server.body;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Collects one request's body within the bounds. What is too much is still taken from the connection, up to a point, so that
 * a client that writes before it reads gets to read the answer.
 */
public final class BodyReader {
    private static final long MOST_IGNORED = 64L << 20;

    private final HttpServerRequest request;
    private final BodyBounds bounds;
    private final Consumer<End> whenEnded;
    private final Context context =
            Objects.requireNonNull(Vertx.currentContext(), "requests are read on their context");
    private final long began = System.nanoTime();
    private Pieces collected = new Pieces();
    private long taken;
    private long ignored;
    private boolean ended;

    /** How the reading of a body ended; exactly one of these comes, and bytes are given back by whoever gets them. */
    public sealed interface End {
        /** The body is here as a whole. */
        record Whole(Pieces body, long taken) implements End {}

        /** The body is larger than one may be. */
        record TooLarge() implements End {}

        /** All bodies together are larger than they may be. */
        record NoRoom() implements End {}

        /** It does not come in time. */
        record Late() implements End {}

        /** The client is gone. */
        record Broken() implements End {}
    }

    private BodyReader(HttpServerRequest request, BodyBounds bounds, Consumer<End> whenEnded) {
        this.request = request;
        this.bounds = bounds;
        this.whenEnded = whenEnded;
    }

    /** Reads a body, which ends in exactly one way. */
    public static void read(HttpServerRequest request, BodyBounds bounds, Consumer<End> whenEnded) {
        BodyReader reader = new BodyReader(request, bounds, whenEnded);
        bounds.clock().await(reader);
        request.handler(reader::add);
        request.endHandler(end -> reader.finish());
        request.exceptionHandler(broken -> reader.end(new End.Broken()));
        /* Of a body that says so itself no byte is held, and it is told from one for which there is no room now. */
        if (saidLength(request) > bounds.mostBytes()) {
            reader.end(new End.TooLarge());
        }
        /* Quarkus hands requests over paused. */
        request.resume();
    }

    private static long saidLength(HttpServerRequest request) {
        String said = request.getHeader(HttpHeaderNames.CONTENT_LENGTH);
        try {
            return said == null ? 0 : Long.parseLong(said);
        } catch (NumberFormatException unreadable) {
            return 0;
        }
    }

    long began() {
        return began;
    }

    /** Waits no longer; on any thread. */
    void giveUp() {
        context.runOnContext(now -> end(new End.Late()));
    }

    private void add(Buffer chunk) {
        if (ended) {
            ignored += chunk.length();
            if (ignored > MOST_IGNORED) {
                request.connection().close();
            }
        } else if (taken + chunk.length() > bounds.mostBytes()) {
            end(new End.TooLarge());
        } else if (!bounds.budget().take(chunk.length())) {
            end(new End.NoRoom());
        } else {
            taken += chunk.length();
            collected.add(chunk);
        }
    }

    private void finish() {
        if (!ended) {
            ended = true;
            bounds.clock().forget(this);
            whenEnded.accept(new End.Whole(collected, taken));
        }
    }

    private void end(End why) {
        if (!ended) {
            ended = true;
            bounds.clock().forget(this);
            collected = new Pieces();
            bounds.budget().giveBack(taken);
            whenEnded.accept(why);
        }
    }
}
