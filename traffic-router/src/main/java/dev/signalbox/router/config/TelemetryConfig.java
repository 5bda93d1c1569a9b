package dev.signalbox.router.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Where counts are sent, and how often. */
@ConfigMapping(prefix = "signalbox.telemetry")
public interface TelemetryConfig {
    /** The monitor's base URL; nothing is sent if absent. */
    Optional<String> url();

    /** The length of a window; windows are cut on whole multiples of it. */
    @WithDefault("1s")
    Duration interval();

    /** How many windows wait for a monitor that is away; the oldest is dropped when there are more. */
    @WithDefault("10000")
    int spool();
}
