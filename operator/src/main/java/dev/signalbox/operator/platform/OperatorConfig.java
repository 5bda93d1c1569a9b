package dev.signalbox.operator.platform;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The operator, whatever it runs on. */
@ConfigMapping(prefix = "signalbox.operator")
public interface OperatorConfig {
    /** Where versions run: {@code kubernetes} or {@code local}. */
    @WithDefault("kubernetes")
    String platform();

    /** The monitor's base URL. Absent: there is none, and a Canary is held, or judged by the platform's own alarms. */
    Optional<URI> monitor();

    /** The token that the monitor wants to see, if it does. */
    Optional<String> monitorToken();

    /** The routers' admin base URLs. Absent: the platform finds them. */
    Optional<List<URI>> routers();

    /** How often a deployment that is under way is looked at, beside every change that is seen. */
    @WithDefault("500ms")
    Duration interval();

    /** How often a deployment that is settled is looked at, beside every change that is seen. */
    @WithDefault("30s")
    Duration settledInterval();

    /** How many deployments are looked at at the same time. */
    @WithDefault("4")
    int parallelism();

    /** How long the monitor may take to answer before it counts as away. */
    @WithDefault("2s")
    Duration monitorTimeout();

    /** How often the monitor is asked whether a stable version has decayed, where the spec asks for that. */
    @WithDefault("1m")
    Duration decayInterval();

    /** How long an instance may take to answer a sample inference. */
    @WithDefault("10s")
    Duration smokeTimeout();

    /** Where every decision is sent as a CloudEvent. Absent: nowhere. */
    Optional<URI> webhook();

    /** How long a router may take to answer before it counts as silent. */
    @WithDefault("1s")
    Duration routerTimeout();
}
