package dev.signalbox.server.serving;

import dev.signalbox.server.codec.Answer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The server itself, asking whether its model answers. */
final class SampleCaller implements Caller<Answer> {
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final long arrived;
    private final CompletableFuture<Reply<Answer>> reply = new CompletableFuture<>();

    SampleCaller(LongSupplier clock) {
        this.arrived = clock.getAsLong();
    }

    /** The answer, once it is there. */
    CompletableFuture<Reply<Answer>> reply() {
        return reply;
    }

    @Override
    public @Nullable String requestId() {
        return null;
    }

    @Override
    public long arrived() {
        return arrived;
    }

    @Override
    public long deadline() {
        return arrived + PATIENCE.toNanos();
    }

    @Override
    public boolean gone() {
        return false;
    }

    @Override
    public void answer(Reply<Answer> answer) {
        reply.complete(answer);
    }
}
