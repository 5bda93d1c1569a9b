package dev.signalbox.server.batching;

import dev.signalbox.api.Require;
import java.time.Duration;

/** How many rows one run of the model may put together, and how long the first of them may wait for others. */
public record BatchRules(int maxSize, Duration maxDelay) {
    private static final int LARGEST = 100_000;
    private static final Duration LONGEST = Duration.ofSeconds(60);

    public BatchRules {
        Require.within("batching.max-size", maxSize, 1, LARGEST);
        if (maxDelay.isNegative() || maxDelay.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "batching.max-delay must be between 0 and " + LONGEST + ", got " + maxDelay);
        }
    }
}
