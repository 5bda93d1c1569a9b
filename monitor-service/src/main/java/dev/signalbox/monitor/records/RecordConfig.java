package dev.signalbox.monitor.records;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What the records of one deployment may take; older ones make room for newer ones. */
@ConfigMapping(prefix = "signalbox.monitor.records")
public interface RecordConfig {
    /** The most records that are kept of a deployment. */
    @WithDefault("200000")
    long most();

    /** The most bytes that the tensors of a deployment's records take, before the database compresses them. */
    @WithDefault("256M")
    MemorySize size();
}
