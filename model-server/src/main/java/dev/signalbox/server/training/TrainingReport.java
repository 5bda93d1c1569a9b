package dev.signalbox.server.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.server.learning.Evaluation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** What became of a training: for whoever started it. {@code uri} and {@code sha256} are there if there is a new version. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TrainingReport(
        String version,
        @Nullable String uri,
        @Nullable String sha256,
        boolean baseline,
        int rows,
        @Nullable Evaluations evaluation,
        String summary) {
    /** Both versions on the same rows, which neither was fitted to by this training. */
    record Evaluations(Evaluation stable, Evaluation candidate) {}

    private static final int LONGEST_SUMMARY = 1_024;
    private static final ObjectMapper JSON = new ObjectMapper();

    TrainingReport {
        summary = summary.length() <= LONGEST_SUMMARY ? summary : summary.substring(0, LONGEST_SUMMARY - 3) + "...";
    }

    /** Writes it, at once or not at all. A file that is there, such as a pod's termination log, can not be replaced, and is filled. */
    void write(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path parent = absolute.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        byte[] document = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
        if (Files.exists(absolute)) {
            Files.write(absolute, document);
            return;
        }
        Path part = absolute.resolveSibling(absolute.getFileName() + ".part");
        Files.write(part, document);
        Files.move(part, absolute, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
