package dev.signalbox.cli;

import dev.signalbox.cli.mesh.Programs;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a new version of a model of the stable one and what was learned since, by the trainer that runs in clusters. */
@Command(
        name = "train",
        description = {
            "Make a new version of a model: the stable one, trained further on what the monitor exports.",
            "What is not given is taken from the environment: --new-version is SIGNALBOX_NEW_VERSION, and so on."
        },
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
    @Option(names = "--deployment", paramLabel = "NS/NAME", description = "what it is a version of")
    private @Nullable String deployment;

    @Option(names = "--stable-version", paramLabel = "VERSION", description = "the version that is trained further")
    private @Nullable String stableVersion;

    @Option(names = "--stable-uri", paramLabel = "URI", description = "where that is")
    private @Nullable String stableUri;

    @Option(names = "--new-version", paramLabel = "VERSION", description = "what the result is called")
    private @Nullable String newVersion;

    @Option(names = "--export-url", paramLabel = "URL", description = "the monitor's /training, or a file: of it")
    private @Nullable String exportUrl;

    @Option(names = "--token-file", paramLabel = "FILE", description = "what the monitor is shown")
    private @Nullable String tokenFile;

    @Option(names = "--out", paramLabel = "FOLDER", description = "the model folder to make")
    private @Nullable String out;

    @Option(names = "--report", paramLabel = "FILE", description = "the report to write")
    private @Nullable String report;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "further settings of the trainer: --set epochs=100 is SIGNALBOX_TRAIN_EPOCHS")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--heap",
            defaultValue = "1g",
            paramLabel = "SIZE",
            description = "memory of the virtual machine, without that of PyTorch (default: ${DEFAULT-VALUE})")
    private String heap = "1g";

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> command = new Programs(Home.folder()).trainer(heap);
        ProcessBuilder trainer = new ProcessBuilder(command).inheritIO();
        trainer.environment().putAll(environment());
        return trainer.start().waitFor();
    }

    /** What the trainer finds in its environment, besides what this command found in its own. */
    Map<String, String> environment() {
        Map<String, String> said = new LinkedHashMap<>();
        put(said, "SIGNALBOX_DEPLOYMENT", deployment);
        put(said, "SIGNALBOX_STABLE_VERSION", stableVersion);
        put(said, "SIGNALBOX_STABLE_URI", stableUri);
        put(said, "SIGNALBOX_NEW_VERSION", newVersion);
        put(said, "SIGNALBOX_EXPORT_URL", exportUrl);
        put(said, "SIGNALBOX_TOKEN_FILE", tokenFile);
        put(said, "SIGNALBOX_OUT", out);
        put(said, "SIGNALBOX_REPORT", report);
        settings.forEach((name, value) ->
                put(said, "SIGNALBOX_TRAIN_" + name.replace('-', '_').toUpperCase(Locale.ROOT), value));
        return said;
    }

    private static void put(Map<String, String> environment, String name, @Nullable String value) {
        if (value != null) {
            environment.put(name, value);
        }
    }
}
