package dev.signalbox.server.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/**
 * Collects one request's body within the bounds. What is too much is still taken from the connection, up to a point, so that
 * a client that writes before it reads gets to read the answer.
 */
final class BodyReader {
    private static final long MOST_IGNORED = 64L << 20;

    private final HttpServerRequest request;
    private final BodyBudget budget;
    private final long mostBytes;
    private final Consumer<End> whenEnded;
    private Buffer collected = Buffer.buffer();
    private long taken;
    private long ignored;
    private boolean ended;

    /** How the reading of a body ended; exactly one of these comes, and bytes are given back by whoever gets them. */
    sealed interface End {
        /** The body is here as a whole. */
        record Whole(Buffer body, long taken) implements End {}

        /** The body is larger than one may be. */
        record TooLarge() implements End {}

        /** All bodies together are larger than they may be. */
        record NoRoom() implements End {}

        /** The client is gone. */
        record Broken() implements End {}
    }

    private BodyReader(HttpServerRequest request, BodyBudget budget, long mostBytes, Consumer<End> whenEnded) {
        this.request = request;
        this.budget = budget;
        this.mostBytes = mostBytes;
        this.whenEnded = whenEnded;
    }

    static void read(HttpServerRequest request, BodyBudget budget, long mostBytes, Consumer<End> whenEnded) {
        BodyReader reader = new BodyReader(request, budget, mostBytes, whenEnded);
        request.handler(reader::add);
        request.endHandler(end -> reader.finish());
        request.exceptionHandler(broken -> reader.end(new End.Broken()));
        /* Quarkus hands requests over paused. */
        request.resume();
    }

    private void add(Buffer chunk) {
        if (ended) {
            ignored += chunk.length();
            if (ignored > MOST_IGNORED) {
                request.connection().close();
            }
        } else if (taken + chunk.length() > mostBytes) {
            end(new End.TooLarge());
        } else if (!budget.take(chunk.length())) {
            end(new End.NoRoom());
        } else {
            taken += chunk.length();
            collected.appendBuffer(chunk);
        }
    }

    private void finish() {
        if (!ended) {
            ended = true;
            whenEnded.accept(new End.Whole(collected, taken));
        }
    }

    private void end(End why) {
        if (!ended) {
            ended = true;
            collected = Buffer.buffer();
            budget.giveBack(taken);
            whenEnded.accept(why);
        }
    }
}
