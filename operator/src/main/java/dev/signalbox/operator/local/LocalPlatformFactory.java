package dev.signalbox.operator.local;

import dev.signalbox.operator.local.process.Limits;
import dev.signalbox.operator.local.process.ServerCommand;
import dev.signalbox.operator.platform.OperatorConfig;
import dev.signalbox.operator.platform.Platform;
import dev.signalbox.operator.platform.PlatformFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** Opens the platform without a cluster as the configuration describes it. */
@ApplicationScoped
public class LocalPlatformFactory implements PlatformFactory {
    private final LocalConfig config;
    private final OperatorConfig operator;

    /** A factory of this configuration. */
    public LocalPlatformFactory(LocalConfig config, OperatorConfig operator) {
        this.config = config;
        this.operator = operator;
    }

    @Override
    public String name() {
        return "local";
    }

    @Override
    public Platform open() {
        return new LocalPlatform(settings(), Clock.systemUTC());
    }

    private LocalSettings settings() {
        Path folder = config.folder()
                .orElseThrow(() -> required("signalbox.operator.local.folder", "the folder of the local mesh"));
        List<String> line = config.modelServer()
                .orElseThrow(() -> required(
                        "signalbox.operator.local.model-server", "the command line that starts a model server"));
        ServerCommand.Telemetry telemetry = new ServerCommand.Telemetry(
                operator.monitor().map(URI::toString).orElse(null),
                config.telemetryInterval(),
                config.telemetryToken().orElse(null),
                config.telemetrySpool());
        Limits limits = new Limits(
                config.startTimeout(),
                config.hangTimeout(),
                config.drain(),
                config.stopTimeout(),
                new Limits.BackOff(config.restartDelay(), config.restartDelayMax()));
        return new LocalSettings(
                folder,
                new ServerCommand(line, telemetry),
                limits,
                config.pollInterval(),
                config.logSize().asLongValue(),
                new LocalSettings.Trainers(
                        config.trainer().orElse(null),
                        operator.monitor().map(URI::toString).orElse(null),
                        config.trainingToken().orElse(null)));
    }

    private static IllegalArgumentException required(String key, String what) {
        return new IllegalArgumentException(key + " is required on the local platform: " + what);
    }
}
