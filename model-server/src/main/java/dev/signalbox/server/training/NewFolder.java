package dev.signalbox.server.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.profile.Baseline;
import dev.signalbox.server.folder.LoadRefused;
import dev.signalbox.server.folder.ModelFolder;
import dev.signalbox.server.folder.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The model folder that is made: beside its place until it is whole, so that nobody ever sees half of it. An empty folder that is
 * there, be it the root of a volume, is filled from within, the model last: without it a folder is none.
 */
final class NewFolder implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UNFINISHED = ".training-";
    /* Stands in the root of a new volume. */
    private static final String OF_THE_FILE_SYSTEM = "lost+found";

    private final String uri;
    private final Path place;
    private final Path part;

    private NewFolder(String uri, Path place, Path part) {
        this.uri = uri;
        this.place = place;
        this.part = part;
    }

    static NewFolder at(TrainingSettings.Place settings) throws TrainingFailed, IOException {
        Path place;
        try {
            place = ModelSource.pathOf(settings.out(), settings.claims())
                    .toAbsolutePath()
                    .normalize();
        } catch (LoadRefused wrong) {
            throw new TrainingFailed(TrainingFailed.Status.REFUSED, "SIGNALBOX_OUT " + wrong.text(), wrong);
        }
        if (Files.exists(place) && !isEmpty(place)) {
            throw TrainingFailed.refused("SIGNALBOX_OUT must be a new or an empty folder, got " + settings.out());
        }
        Path parent = Files.exists(place) ? place : place.getParent();
        if (parent == null) {
            throw TrainingFailed.refused("SIGNALBOX_OUT must lie in a folder, got " + settings.out());
        }
        Files.createDirectories(parent);
        boolean isUri = settings.out().matches("[A-Za-z][A-Za-z0-9+.-]*:.*");
        String uri = isUri ? settings.out() : "file:" + place + "/";
        return new NewFolder(uri, place, Files.createTempDirectory(parent, UNFINISHED));
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.allMatch(file -> file.endsWith(OF_THE_FILE_SYSTEM));
        }
    }

    /** Where the files are while it is made. */
    Path part() {
        return part;
    }

    Path model() {
        return part.resolve(ModelFolder.MODEL);
    }

    /** The address of the folder once it is there. */
    String uri() {
        return uri;
    }

    /** Completes it; returns the digest that the server will check. */
    String complete(Path stable, Baseline baseline) throws IOException {
        Files.copy(stable.resolve(ModelFolder.SIGNATURE), part.resolve(ModelFolder.SIGNATURE));
        Files.write(
                part.resolve(ModelFolder.BASELINE),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(baseline));
        String digest = ModelSource.sha256(model());
        if (part.startsWith(place)) {
            for (String file : List.of(ModelFolder.SIGNATURE, ModelFolder.BASELINE, ModelFolder.MODEL)) {
                Files.move(part.resolve(file), place.resolve(file), StandardCopyOption.ATOMIC_MOVE);
            }
            return digest;
        }
        /* A temporary folder is its maker's alone; a model is read by servers of other users. */
        Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
        return digest;
    }

    @Override
    public void close() throws IOException {
        if (!Files.exists(part)) {
            return;
        }
        List<Path> left;
        try (Stream<Path> files = Files.walk(part)) {
            left = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : left) {
            Files.delete(file);
        }
    }
}
