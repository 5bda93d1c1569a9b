package dev.signalbox.server.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The windows that this server sends to the monitor. */
@ConfigMapping(prefix = "signalbox.telemetry")
public interface TelemetryConfig {
    /** The monitor's base URL; empty: nothing is sent. */
    Optional<String> url();

    /** The token that the monitor wants to see, if it does. */
    Optional<String> token();

    /** How long a window is; windows begin and end on whole multiples of it. */
    @WithDefault("10s")
    Duration interval();

    /** Whether the values of inputs and outputs are profiled; without it rows, nulls and missing values are counted alone. */
    @WithDefault("true")
    boolean profiles();

    /** The folder that windows and records wait in while the monitor is away, shared with other processes; empty: in memory. */
    Optional<String> spoolFolder();

    /** How many bytes of windows are kept in that folder; then the oldest are dropped and counted. */
    @WithDefault("64M")
    MemorySize spoolBytes();

    /** How many windows are kept in memory while the monitor is away; then the oldest are dropped and counted. */
    @WithDefault("10000")
    int spool();

    /** How long the monitor may take to answer. */
    @WithDefault("5s")
    Duration timeout();

    /** The longest pause between two tries while the monitor is away. */
    @WithDefault("10s")
    Duration maxBackOff();

    /** How long the last windows may take at shutdown. */
    @WithDefault("2s")
    Duration flush();
}
