package dev.signalbox.server.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How requests that wait at the same time are answered by one run of the model. */
@ConfigMapping(prefix = "signalbox.model.batching")
public interface BatchingConfig {
    /** How many rows go together at most; 1: no request with another. */
    @WithDefault("32")
    int maxSize();

    /** How long a request may wait for others to go with; 0: it goes with those that wait already. */
    @WithDefault("0s")
    Duration maxDelay();
}
