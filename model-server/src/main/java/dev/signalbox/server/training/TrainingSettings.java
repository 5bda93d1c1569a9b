package dev.signalbox.server.training;

import dev.signalbox.api.BearerToken;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Require;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is to be trained, as the environment says it. */
record TrainingSettings(Task task, Place place, Limits limits, Fitting fitting) {
    /** What the new version is of. */
    record Task(
            DeploymentName deployment,
            ModelVersion stable,
            String stableUri,
            Optional<String> stableSha256,
            ModelVersion next) {}

    /** Where things come from and go to. */
    record Place(URI export, BearerToken token, String out, Path report, Path claims, Path cache) {}

    /** How much is taken, and how little is too little. */
    record Limits(int mostRows, int leastRows, long mostArtifact) {}

    /** How the weights are fitted. */
    record Fitting(int epochs, int patience, int batch, double learningRate, double weightDecay, int seed) {}

    private static final long MOST_ARTIFACT = 16L << 30;

    /** Reads an environment. */
    static TrainingSettings of(Map<String, String> environment) throws TrainingFailed {
        Reader read = new Reader(environment);
        try {
            return new TrainingSettings(read.task(), read.place(), read.limits(), read.fitting());
        } catch (IllegalArgumentException wrong) {
            throw new TrainingFailed(TrainingFailed.Status.REFUSED, String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private record Reader(Map<String, String> environment) {
        Task task() {
            return new Task(
                    value("SIGNALBOX_DEPLOYMENT", DeploymentName::parse),
                    value("SIGNALBOX_STABLE_VERSION", ModelVersion::new),
                    text("SIGNALBOX_STABLE_URI"),
                    optional("SIGNALBOX_STABLE_SHA256"),
                    value("SIGNALBOX_NEW_VERSION", ModelVersion::new));
        }

        Place place() {
            return new Place(
                    value("SIGNALBOX_EXPORT_URL", Reader::export),
                    token(),
                    text("SIGNALBOX_OUT"),
                    value("SIGNALBOX_REPORT", Path::of),
                    Path.of(optional("SIGNALBOX_MODEL_CLAIMS").orElse("/mnt/claims")),
                    Path.of(optional("SIGNALBOX_TRAIN_CACHE")
                            .orElse(System.getProperty("java.io.tmpdir") + "/signalbox-train")));
        }

        Limits limits() {
            int most = whole("SIGNALBOX_TRAIN_MOST_ROWS", 100_000, 100, 1_000_000);
            int least = whole("SIGNALBOX_TRAIN_LEAST_ROWS", 200, 20, most);
            return new Limits(most, least, MOST_ARTIFACT);
        }

        Fitting fitting() {
            return new Fitting(
                    whole("SIGNALBOX_TRAIN_EPOCHS", 300, 1, 10_000),
                    whole("SIGNALBOX_TRAIN_PATIENCE", 30, 1, 1_000),
                    whole("SIGNALBOX_TRAIN_BATCH", 128, 1, 4_096),
                    number("SIGNALBOX_TRAIN_LEARNING_RATE", 0.005, 1e-7, 1),
                    number("SIGNALBOX_TRAIN_WEIGHT_DECAY", 0.01, 0, 1),
                    whole("SIGNALBOX_TRAIN_SEED", 7, 0, Integer.MAX_VALUE));
        }

        private BearerToken token() {
            Optional<String> file = optional("SIGNALBOX_TOKEN_FILE");
            if (file.isEmpty()) {
                return BearerToken.of(optional("SIGNALBOX_TOKEN"));
            }
            try {
                return BearerToken.of(Optional.of(Files.readString(Path.of(file.get()))));
            } catch (IOException unreadable) {
                throw new IllegalArgumentException(
                        "SIGNALBOX_TOKEN_FILE must be a file that can be read, got " + file.get(), unreadable);
            }
        }

        private static URI export(String text) {
            URI uri = URI.create(text);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            boolean known = scheme.equals("http") || scheme.equals("https") || scheme.equals("file");
            if (!known || (uri.getHost() == null && !scheme.equals("file"))) {
                throw new IllegalArgumentException("must be an http:, https: or file: URL, got " + text);
            }
            return uri;
        }

        private Optional<String> optional(String name) {
            @Nullable String text = environment.get(name);
            return Optional.ofNullable(text).map(String::strip).filter(one -> !one.isEmpty());
        }

        private String text(String name) {
            return optional(name).orElseThrow(() -> new IllegalArgumentException(name + " is required"));
        }

        private <T> T value(String name, Function<String, T> parse) {
            try {
                return parse.apply(text(name));
            } catch (IllegalArgumentException wrong) {
                String message = String.valueOf(wrong.getMessage());
                throw new IllegalArgumentException(message.startsWith(name) ? message : name + ": " + message, wrong);
            }
        }

        private int whole(String name, int usual, int least, int most) {
            double number = number(name, usual, least, most);
            if (number != Math.rint(number)) {
                throw new IllegalArgumentException(name + " must be a whole number, got " + number);
            }
            return (int) number;
        }

        private double number(String name, double usual, double least, double most) {
            String text = optional(name).orElse(Double.toString(usual));
            try {
                return Require.within(name, Double.parseDouble(text), least, most);
            } catch (NumberFormatException wrong) {
                throw new IllegalArgumentException(name + " must be a number, got \"" + text + "\"", wrong);
            }
        }
    }
}
