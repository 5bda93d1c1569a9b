package dev.signalbox.server.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** This process among others. */
@ConfigMapping(prefix = "signalbox")
public interface ProcessConfig {
    /** The base of this process' name in telemetry, by default the host's; a random suffix makes it unique. */
    Optional<String> instance();

    /** The file that says why a model could not be loaded. */
    @WithDefault("/dev/termination-log")
    String terminationLog();
}
