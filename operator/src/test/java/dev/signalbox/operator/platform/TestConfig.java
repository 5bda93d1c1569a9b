package dev.signalbox.operator.platform;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A configuration that is quick. */
public record TestConfig(Optional<URI> monitor, Optional<List<URI>> routers, Optional<URI> webhook)
        implements OperatorConfig {
    /** Without a webhook. */
    public TestConfig(Optional<URI> monitor, Optional<List<URI>> routers) {
        this(monitor, routers, Optional.empty());
    }

    @Override
    public String platform() {
        return "test";
    }

    @Override
    public Optional<String> monitorToken() {
        return Optional.empty();
    }

    @Override
    public Duration interval() {
        return Duration.ofMillis(50);
    }

    @Override
    public Duration settledInterval() {
        return Duration.ofMillis(500);
    }

    @Override
    public int parallelism() {
        return 4;
    }

    @Override
    public Duration monitorTimeout() {
        return Duration.ofSeconds(2);
    }

    @Override
    public Duration decayInterval() {
        return Duration.ofMillis(200);
    }

    @Override
    public Duration smokeTimeout() {
        return Duration.ofSeconds(2);
    }

    @Override
    public Duration routerTimeout() {
        return Duration.ofSeconds(1);
    }
}
