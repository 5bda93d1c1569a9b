package dev.signalbox.operator.local;

import dev.signalbox.operator.local.process.Limits;
import dev.signalbox.operator.local.process.ServerCommand;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What the local platform needs to know.
 *
 * @param folder the mesh folder
 * @param command how model servers are started
 * @param limits how long they may take
 * @param pollInterval how often the deployments are looked at
 * @param logBytes the size at which a log is cut
 */
public record LocalSettings(Path folder, ServerCommand command, Limits limits, Duration pollInterval, long logBytes) {
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
