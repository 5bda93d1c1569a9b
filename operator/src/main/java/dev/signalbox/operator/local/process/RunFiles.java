package dev.signalbox.operator.local.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.local.folder.AtomicFile;
import dev.signalbox.operator.local.folder.MeshFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The run files and termination logs of a mesh folder. */
final class RunFiles {
    private static final Logger LOG = Logger.getLogger(RunFiles.class);
    private static final int LONGEST_REASON = 512;
    private static final int LONGEST_TERMINATION_LOG = 4_096;

    private final MeshFolder folder;
    private final ObjectMapper json;

    RunFiles(MeshFolder folder, ObjectMapper json) {
        this.folder = folder;
        this.json = json;
    }

    /** Every run file that can be read. */
    List<RunRecord> all() throws IOException {
        List<RunRecord> found = new ArrayList<>();
        for (Path deployment : MeshFolder.listIfThere(folder.runs())) {
            for (Path file : MeshFolder.listIfThere(deployment)) {
                if (file.getFileName().toString().endsWith(".json")) {
                    read(file).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    private Optional<RunRecord> read(Path file) {
        try {
            return Optional.of(json.readValue(file.toFile(), RunRecord.class))
                    .filter(r -> r.v() == RunRecord.VERSION && file.equals(path(r.key())));
        } catch (IOException broken) {
            LOG.warnf("Run file ignored: file=%s reason=%s", file, broken.getMessage());
            return Optional.empty();
        }
    }

    /** Every wish that can be read. */
    List<Wanted> wishes() throws IOException {
        List<Wanted> found = new ArrayList<>();
        for (Path deployment : MeshFolder.listIfThere(folder.runs())) {
            for (Path file : MeshFolder.listIfThere(deployment)) {
                if (file.getFileName().toString().endsWith(MeshFolder.WANTED)) {
                    readWish(file).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    private Optional<Wanted> readWish(Path file) {
        try {
            return Optional.of(json.readValue(file.toFile(), Wanted.class))
                    .filter(w -> w.v() == Wanted.VERSION && file.equals(folder.wanted(w.deployment(), w.version())));
        } catch (IOException broken) {
            LOG.warnf("Wish file ignored: file=%s reason=%s", file, broken.getMessage());
            return Optional.empty();
        }
    }

    void write(Wanted wanted) throws IOException {
        AtomicFile.write(folder.wanted(wanted.deployment(), wanted.version()), json.writeValueAsBytes(wanted));
    }

    void delete(DeploymentName deployment, ModelVersion version) throws IOException {
        Files.deleteIfExists(folder.wanted(deployment, version));
    }

    void write(RunRecord run) throws IOException {
        AtomicFile.write(path(run.key()), json.writeValueAsBytes(run));
    }

    void delete(ServerKey key) throws IOException {
        Files.deleteIfExists(path(key));
        clearTerminationLog(key);
    }

    /** Removes what is left of a deployment. */
    void forget(DeploymentName deployment) throws IOException {
        Path runs = folder.runs(deployment);
        for (Path file : MeshFolder.listIfThere(runs)) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(runs);
    }

    void clearTerminationLog(ServerKey key) throws IOException {
        Files.deleteIfExists(terminationLog(key));
    }

    /** What a model server said before it ended, if it did. */
    Optional<String> lastWords(ServerKey key) {
        try (var in = Files.newInputStream(terminationLog(key))) {
            String text = new String(in.readNBytes(LONGEST_TERMINATION_LOG), StandardCharsets.UTF_8).strip();
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(text.substring(0, Math.min(text.length(), LONGEST_REASON)));
        } catch (NoSuchFileException saidNothing) {
            return Optional.empty();
        } catch (IOException unreadable) {
            return Optional.of("unreadable termination log: " + unreadable.getMessage());
        }
    }

    private Path path(ServerKey key) {
        return folder.run(key.deployment(), key.version(), key.index());
    }

    private Path terminationLog(ServerKey key) {
        return folder.terminationLog(key.deployment(), key.version(), key.index());
    }
}
