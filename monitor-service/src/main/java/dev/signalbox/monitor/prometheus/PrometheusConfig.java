package dev.signalbox.monitor.prometheus;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Where alarms over a Prometheus query get their number from. */
@ConfigMapping(prefix = "signalbox.monitor.prometheus")
public interface PrometheusConfig {
    /** The base URL of Prometheus. Without it, alarms over a query have no data. */
    Optional<URI> url();

    /** How long all queries of a verdict may take together. */
    @WithDefault("2s")
    Duration timeout();
}
