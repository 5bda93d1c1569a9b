package dev.signalbox.operator.local.folder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a file so that readers see the old content or the new one, and never a part. */
public final class AtomicFile {
    private AtomicFile() {}

    /** Writes the text as UTF-8, and makes the folder if it is not there. */
    public static void write(Path file, String text) throws IOException {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes the bytes, and makes the folder if it is not there. */
    public static void write(Path file, byte[] content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("not a file: " + file);
        }
        Files.createDirectories(folder);
        /* The name starts with a dot and ends with .tmp, so that nobody who lists the folder takes it for a document. */
        Path next = folder.resolve("." + file.getFileName() + ".tmp");
        Files.write(next, content);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
