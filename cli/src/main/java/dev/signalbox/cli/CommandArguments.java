package dev.signalbox.cli;

import dev.signalbox.api.DeploymentName;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which deployment a person's command is for, and how long its answer is waited for. */
final class CommandArguments {
    @Mixin
    private NameArguments names = new NameArguments();

    @Option(
            names = "--wait",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "the longest wait for the operator's answer (default: ${DEFAULT-VALUE})")
    private Duration wait = Duration.ZERO;

    /** The deployment, in this namespace if none is named. */
    DeploymentName required(String usualNamespace) {
        return names.within(usualNamespace).required();
    }

    Duration longestWait() {
        return wait;
    }
}
