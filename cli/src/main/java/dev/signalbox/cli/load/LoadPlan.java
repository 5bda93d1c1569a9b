package dev.signalbox.cli.load;

import dev.signalbox.api.Require;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to send: requests of {@code bodies} in turn, at the {@code pace} whatever the answers do, over the {@code
 * targets} in turn (base URLs of routers), to {@code path}. {@code stickyHeader}, where given, carries one of {@code users}
 * users' names. What was right is told as feedback after each answer, where {@code labels} has a value for each of the bodies.
 */
public record LoadPlan(
        List<String> targets,
        String path,
        List<byte[]> bodies,
        Pace pace,
        Duration timeout,
        @Nullable String stickyHeader,
        int users,
        List<String> labels) {
    /** A plan that tells nothing of what was right. */
    public LoadPlan(
            List<String> targets,
            String path,
            List<byte[]> bodies,
            Pace pace,
            Duration timeout,
            @Nullable String stickyHeader,
            int users) {
        this(targets, path, bodies, pace, timeout, stickyHeader, users, List.of());
    }

    public LoadPlan {
        targets = List.copyOf(targets);
        bodies = List.copyOf(bodies);
        labels = List.copyOf(labels);
        Require.within("timeout in milliseconds", timeout.toMillis(), 1, 600_000);
        Require.within("users", users, 1, 10_000_000);
        if (targets.isEmpty() || bodies.isEmpty()) {
            throw new IllegalArgumentException("load needs at least one target and one body");
        }
        if (!labels.isEmpty() && labels.size() != bodies.size()) {
            throw new IllegalArgumentException(
                    "load needs a label for each of " + bodies.size() + " bodies, got " + labels.size());
        }
    }
}
