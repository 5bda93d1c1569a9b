package dev.signalbox.server.folder;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Unpacks a model's zip: never outside its folder, never beyond a size, and never half: the folder appears as a whole. */
final class ZipUnpacker {
    private static final int MOST_ENTRIES = 1_000;
    private static final int BUFFER = 64 * 1024;

    private final long mostBytes;

    ZipUnpacker(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Makes the folder hold the zip's files; one that is there already does. */
    void unpack(Path zip, Path target) throws IOException, LoadRefused {
        if (!Files.isDirectory(target)) {
            Files.createDirectories(target.toAbsolutePath().getParent());
            Path whole = Files.createTempDirectory(target.toAbsolutePath().getParent(), "unpacking");
            try {
                unpackInto(zip, whole);
                publish(whole, target);
            } finally {
                delete(whole);
            }
        }
    }

    private void unpackInto(Path zip, Path folder) throws IOException, LoadRefused {
        long left = mostBytes;
        int entries = 0;
        try (ZipFile file = new ZipFile(zip.toFile())) {
            Enumeration<? extends ZipEntry> all = file.entries();
            while (all.hasMoreElements()) {
                ZipEntry entry = all.nextElement();
                if (++entries > MOST_ENTRIES) {
                    throw new LoadRefused("the model's zip must have at most " + MOST_ENTRIES + " entries");
                }
                Path place = place(folder, entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(place);
                } else {
                    Files.createDirectories(place.getParent());
                    try (InputStream in = file.getInputStream(entry)) {
                        left -= copy(in, place, left);
                    }
                }
            }
        } catch (ZipException broken) {
            throw new LoadRefused("the model's zip can not be read: " + broken.getMessage(), broken);
        }
    }

    private static Path place(Path folder, String name) throws LoadRefused {
        Path place = folder.resolve(name).normalize();
        if (!place.startsWith(folder) || place.equals(folder)) {
            throw new LoadRefused("the model's zip must not reach outside its folder, got entry \"" + name + "\"");
        }
        return place;
    }

    /** Counts what really comes out: the sizes that a zip states may lie. */
    private long copy(InputStream in, Path place, long left) throws IOException, LoadRefused {
        byte[] buffer = new byte[BUFFER];
        long copied = 0;
        try (OutputStream out = Files.newOutputStream(place)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                copied += n;
                if (copied > left) {
                    throw new LoadRefused("the model's zip must unpack to at most " + mostBytes
                            + " bytes (signalbox.model.max-artifact)");
                }
                out.write(buffer, 0, n);
            }
        }
        return copied;
    }

    private static void publish(Path whole, Path target) throws IOException {
        try {
            Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException already) {
            /* Another process unpacked the same bytes meanwhile. */
        } catch (FileSystemException maybeAlready) {
            if (!Files.isDirectory(target)) {
                throw maybeAlready;
            }
        }
    }

    /** The folder with a zip's files: one folder at its top around everything is left out. */
    static Path inner(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            List<Path> all = children.limit(2).toList();
            return all.size() == 1 && Files.isDirectory(all.getFirst()) ? all.getFirst() : folder;
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = new ArrayList<>(walk.toList());
        }
        Collections.reverse(all);
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
