package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TrainCommandTest {
    @Test
    void whatIsGivenGoesBeforeWhatTheEnvironmentSays() {
        TrainCommand train = new TrainCommand();
        new CommandLine(train)
                .parseArgs(
                        "--new-version", "5", "--export-url", "file:/x", "--set", "least-rows=50", "--set", "seed=3");

        assertThat(train.environment())
                .isEqualTo(Map.of(
                        "SIGNALBOX_NEW_VERSION", "5",
                        "SIGNALBOX_EXPORT_URL", "file:/x",
                        "SIGNALBOX_TRAIN_LEAST_ROWS", "50",
                        "SIGNALBOX_TRAIN_SEED", "3"));
    }

    @Test
    void nothingGivenLeavesTheEnvironmentAsItIs() {
        assertThat(new TrainCommand().environment()).isEmpty();
    }
}
