package dev.signalbox.server.folder;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;

/**
 * One try to have a model's objects in the cache: as a folder that appears as a whole, named by the objects that it was made of.
 * What an earlier try has fetched of the very same objects stays, and the rest is fetched.
 */
final class BucketFetch {
    private static final int BUFFER = 64 * 1024;

    private final ObjectStore store;
    private final Location.Bucket where;
    private final ModelSource.Places places;

    BucketFetch(ObjectStore store, Location.Bucket where, ModelSource.Places places) {
        this.store = store;
        this.where = where;
        this.places = places;
    }

    /** The folder with the objects. */
    Path run() throws IOException, LoadRefused {
        List<ObjectStore.Stored> objects = objects();
        check(objects);
        String identity = identity(objects);
        Path whole = places.cache().resolve("models").resolve("s3-" + identity).toAbsolutePath();
        if (!Files.isDirectory(whole)) {
            Path part = places.cache().resolve("downloads").resolve("s3-" + identity);
            for (ObjectStore.Stored object : objects) {
                fetch(object, part.resolve(relative(object)));
            }
            Files.createDirectories(whole.getParent());
            publish(part, whole);
        }
        return whole;
    }

    private List<ObjectStore.Stored> objects() throws IOException, LoadRefused {
        List<ObjectStore.Stored> found = store.list(where, where.isZip() ? where.key() : where.folder()).stream()
                .filter(object -> !object.key().endsWith("/"))
                .filter(object -> !where.isZip() || object.key().equals(where.key()))
                .sorted(Comparator.comparing(ObjectStore.Stored::key))
                .toList();
        if (found.isEmpty()) {
            throw new LoadRefused("signalbox.model.uri must name "
                    + (where.isZip() ? "an object that is there" : "the prefix of objects that are there") + ", got "
                    + where.shown());
        }
        return found;
    }

    private void check(List<ObjectStore.Stored> objects) throws LoadRefused {
        long size = 0;
        for (ObjectStore.Stored object : objects) {
            size += object.size();
            Path relative = Path.of(relative(object));
            if (relative.isAbsolute() || !relative.normalize().equals(relative) || relative.startsWith("..")) {
                throw new LoadRefused("objects must stay within their prefix, got " + object.key());
            }
        }
        if (size > places.mostBytes()) {
            throw new LoadRefused("the model must have at most " + places.mostBytes()
                    + " bytes (signalbox.model.max-artifact), and " + where.shown() + " has " + size);
        }
    }

    private String relative(ObjectStore.Stored object) {
        String key = object.key();
        return where.isZip()
                ? key.substring(key.lastIndexOf('/') + 1)
                : key.substring(where.folder().length());
    }

    private String identity(List<ObjectStore.Stored> objects) {
        StringBuilder all = new StringBuilder(where.bucket()).append('\n');
        objects.forEach(object -> all.append(object.key())
                .append('\n')
                .append(object.etag())
                .append('\n')
                .append(object.size())
                .append('\n'));
        return ModelSource.sha256(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void fetch(ObjectStore.Stored object, Path file) throws IOException, LoadRefused {
        Files.createDirectories(file.getParent());
        long have = Files.isRegularFile(file) ? Files.size(file) : 0;
        if (have > object.size()) {
            Files.delete(file);
            have = 0;
        }
        if (have == object.size() && Files.exists(file)) {
            return;
        }
        try (InputStream in = store.read(where, object, have);
                OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                have += n;
                if (have > object.size()) {
                    throw new IOException(object.key() + " gave more than its " + object.size() + " bytes");
                }
                out.write(buffer, 0, n);
            }
        }
        if (have < object.size()) {
            throw new IOException(object.key() + " ended after " + have + " of " + object.size() + " bytes");
        }
    }

    private static void publish(Path part, Path whole) throws IOException {
        try {
            Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException impossible) {
            throw new IOException("signalbox.model.cache must be on one file system", impossible);
        }
    }
}
