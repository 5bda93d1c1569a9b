package dev.signalbox.router.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import java.util.Optional;

/** Where counts are sent, and how often. */
@ConfigMapping(prefix = "signalbox.telemetry")
public interface TelemetryConfig {
    /** The monitor's base URL; nothing is sent if absent. */
    Optional<String> url();

    /** The token that the monitor wants to see, if it does: for telemetry, and for feedback that is passed on. */
    Optional<String> token();

    /** The length of a window; windows are cut on whole multiples of it. */
    @WithDefault("1s")
    Duration interval();

    /** The folder that windows wait in, shared with other processes; in memory if absent. */
    @WithName("spool-folder")
    Optional<String> spoolFolder();

    /** How many bytes of windows wait in that folder; the oldest are dropped when there are more. */
    @WithName("spool-bytes")
    @WithDefault("64M")
    MemorySize spoolBytes();

    /** How many windows wait in memory for a monitor that is away; the oldest is dropped when there are more. */
    @WithDefault("10000")
    int spool();
}
