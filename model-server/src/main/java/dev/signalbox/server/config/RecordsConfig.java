package dev.signalbox.server.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The requests that are kept as a whole and sent to the monitor. */
@ConfigMapping(prefix = "signalbox.records")
public interface RecordsConfig {
    /** The share of request ids whose requests are kept, from 0 to 1; 0: none. */
    @WithDefault("0")
    double rate();

    /** How many are kept in a second at most. */
    @WithDefault("50")
    int perSecond();

    /** How many elements of all its tensors a record may have; tensors beyond them are withheld. */
    @WithDefault("256")
    int maxElements();

    /** How many bytes of records are kept on disk, where telemetry has a folder; then the oldest are dropped and counted. */
    @WithDefault("64M")
    MemorySize spoolBytes();

    /** How many records are kept in memory while the monitor is away; then the oldest are dropped and counted. */
    @WithDefault("1000")
    int spool();
}
