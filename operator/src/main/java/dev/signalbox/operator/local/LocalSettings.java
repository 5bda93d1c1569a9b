package dev.signalbox.operator.local;

import dev.signalbox.operator.local.process.Limits;
import dev.signalbox.operator.local.process.ServerCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the local platform needs to know.
 *
 * @param folder the mesh folder
 * @param command how model servers are started
 * @param limits how long they may take
 * @param pollInterval how often the deployments are looked at
 * @param logBytes the size at which a log is cut
 * @param trainers how versions are trained
 */
public record LocalSettings(
        Path folder, ServerCommand command, Limits limits, Duration pollInterval, long logBytes, Trainers trainers) {
    /**
     * How versions are trained.
     *
     * @param command the command line where a spec names none; null: none
     * @param monitor the monitor's base URL; null: there is none
     * @param token what it is shown; null: nothing
     */
    public record Trainers(
            @Nullable List<String> command,
            @Nullable String monitor,
            @Nullable String token) {
        /** Nothing is trained. */
        public static final Trainers NONE = new Trainers(null, null, null);

        /* Whoever prints it must not print the token. */
        @Override
        public String toString() {
            return "Trainers[command=%s, monitor=%s, token=%s]"
                    .formatted(command, monitor, token == null ? "none" : "given");
        }
    }

    private static final Duration SHORTEST_POLL = Duration.ofMillis(10);
    private static final long SMALLEST_LOG = 4_096;

    public LocalSettings {
        if (pollInterval.compareTo(SHORTEST_POLL) < 0) {
            throw new IllegalArgumentException(
                    "signalbox.operator.local.poll-interval must be at least 10ms, got " + pollInterval);
        }
        if (logBytes < SMALLEST_LOG) {
            throw new IllegalArgumentException(
                    "signalbox.operator.local.log-size must be at least 4096 bytes, got " + logBytes);
        }
    }
}
