package dev.signalbox.images;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Zips of the examples' model folders: {@code loan-approval/1.zip} of {@code loan-approval/1}. */
final class ModelZips {
    private ModelZips() {}

    /** Writes them below a folder, which it answers; the same models make the same bytes. */
    static Path of(Path examples, Path into) throws BuildFailed {
        try (Stream<Path> models = Files.walk(examples, 3)) {
            for (Path model :
                    models.filter(m -> Files.isReadable(m.resolve("model.pt"))).toList()) {
                Path zip = into.resolve(examples.relativize(model) + ".zip");
                Files.createDirectories(zip.resolveSibling(""));
                zip(model, zip);
            }
        } catch (IOException e) {
            throw new BuildFailed("the models below " + examples + " could not be packed: " + e.getMessage(), e);
        }
        return into;
    }

    private static void zip(Path model, Path zip) throws IOException {
        try (OutputStream file = Files.newOutputStream(zip);
                ZipOutputStream out = new ZipOutputStream(file);
                Stream<Path> files = Files.list(model)) {
            List<Path> sorted = files.filter(Files::isRegularFile).sorted().toList();
            for (Path part : sorted) {
                ZipEntry entry = new ZipEntry(part.getFileName().toString());
                entry.setLastModifiedTime(FileTime.fromMillis(0));
                out.putNextEntry(entry);
                Files.copy(part, out);
            }
        }
    }
}
