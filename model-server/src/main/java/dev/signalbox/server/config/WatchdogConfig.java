package dev.signalbox.server.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How this server finds out that its model no longer answers. */
@ConfigMapping(prefix = "signalbox.model.watchdog")
public interface WatchdogConfig {
    /** Without an answered inference for so long, a sample is asked about. */
    @WithDefault("5s")
    Duration interval();

    /** Without an answered inference for so long, the server is not ready. */
    @WithDefault("30s")
    Duration staleAfter();

    /** An inference that runs for so long is taken as hung. */
    @WithDefault("60s")
    Duration hungAfter();

    /** What happens then: exit (code 4, with a line in the termination log), or unready (readiness is off until it ends). */
    @WithDefault("exit")
    OnHang onHang();

    /** What happens when an inference does not end. */
    enum OnHang {
        EXIT,
        UNREADY
    }
}
