package dev.signalbox.server.folder;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a model is, and how to have it as a folder: a path, a {@code file:} URI or a {@code pvc:} one, of a folder or of a zip;
 * a zip behind {@code http:} or {@code https:}; or a zip, or the objects below a prefix, of a bucket, {@code s3:}. A zip is unpacked into the cache, under its own digest.
 */
public final class ModelSource {
    private final Places places;
    private final Download download;

    /**
     * Where zips are fetched and unpacked to, up to so many bytes each, below which folder claims are mounted, and where the
     * object store is.
     */
    public record Places(Path cache, long mostBytes, Path claims, ObjectStore.Address store) {
        /** Places with the object store that the environment tells of. */
        public Places(Path cache, long mostBytes, Path claims) {
            this(cache, mostBytes, claims, ObjectStore.Address.USUAL);
        }
    }

    /** Fetches as these places say. */
    public ModelSource(Places places) {
        this(places, Download.Tries.USUAL);
    }

    ModelSource(Places places, Download.Tries tries) {
        this.places = places;
        this.download = new Download(places.cache().resolve("downloads"), places.mostBytes(), tries);
    }

    /** The folder of the model, once its digest is found to be the expected one: of the zip, or of {@code model.pt}. */
    public Path fetch(String uri, Optional<String> sha256) throws LoadRefused, FetchFailed {
        try {
            return switch (Location.of(uri, places.claims())) {
                case Location.Local(Path path) -> local(uri, path, sha256);
                case Location.Remote remote -> remote(remote, sha256);
                case Location.Bucket bucket -> bucket(bucket, sha256);
            };
        } catch (IOException unreadable) {
            throw new LoadRefused("signalbox.model.uri can not be read: " + unreadable.getMessage(), unreadable);
        }
    }

    /** The path that a URI names on this machine; claims are mounted below a folder. */
    public static Path pathOf(String uri, Path claims) throws LoadRefused {
        if (Location.of(uri, claims) instanceof Location.Local(Path path)) {
            return path;
        }
        throw new LoadRefused("must be a path or a file: or pvc: URI, got " + uri);
    }

    private Path local(String uri, Path path, Optional<String> sha256) throws IOException, LoadRefused {
        if (Files.isDirectory(path)) {
            checkFiles(path);
            check(path.resolve(ModelFolder.MODEL), ModelFolder.MODEL, sha256);
            return path;
        }
        if (!Files.isRegularFile(path)) {
            throw new LoadRefused("signalbox.model.uri must name a folder or a zip that is there, got " + uri);
        }
        return unpack(path, String.valueOf(path.getFileName()), sha256);
    }

    private Path remote(Location.Remote remote, Optional<String> sha256) throws IOException, LoadRefused, FetchFailed {
        Optional<Path> here = unpackedBefore(sha256);
        if (here.isPresent()) {
            return inner(here.get());
        }
        return download.fetch(remote, zip -> unpack(zip, remote.fileName(), sha256));
    }

    private Path bucket(Location.Bucket bucket, Optional<String> sha256) throws IOException, LoadRefused, FetchFailed {
        Optional<Path> here = bucket.isZip() ? unpackedBefore(sha256) : Optional.empty();
        if (here.isPresent()) {
            return inner(here.get());
        }
        try (ObjectStore store = new ObjectStore(places.store())) {
            Path fetched = download.fetch(bucket, new BucketFetch(store, bucket, places)::run);
            if (!bucket.isZip()) {
                checkFiles(fetched);
                check(fetched.resolve(ModelFolder.MODEL), ModelFolder.MODEL, sha256);
                return fetched;
            }
            String name = bucket.key().substring(bucket.key().lastIndexOf('/') + 1);
            return unpack(fetched.resolve(name), name, sha256);
        }
    }

    /* These very bytes were fetched before: nothing needs the network. */
    private Optional<Path> unpackedBefore(Optional<String> sha256) {
        return sha256.map(digest -> digest.strip().toLowerCase(Locale.ROOT))
                .filter(digest -> digest.matches("[0-9a-f]{64}"))
                .map(this::unpacked)
                .filter(Files::isDirectory);
    }

    private Path unpack(Path zip, String name, Optional<String> sha256) throws IOException, LoadRefused {
        String digest = check(zip, name, sha256);
        new ZipUnpacker(places.mostBytes()).unpack(zip, unpacked(digest));
        return inner(unpacked(digest));
    }

    private static Path inner(Path unpacked) throws IOException, LoadRefused {
        Path folder = ZipUnpacker.inner(unpacked);
        checkFiles(folder);
        return folder;
    }

    private Path unpacked(String digest) {
        return places.cache().resolve("models").resolve(digest);
    }

    private static void checkFiles(Path folder) throws LoadRefused {
        if (!Files.isRegularFile(folder.resolve(ModelFolder.MODEL))) {
            throw new LoadRefused("the model folder must hold " + ModelFolder.MODEL + ", and " + folder + " does not");
        }
    }

    private static String check(Path file, String name, Optional<String> expected) throws LoadRefused, IOException {
        String digest = sha256(file);
        if (expected.isPresent()
                && !expected.get().strip().toLowerCase(Locale.ROOT).equals(digest)) {
            throw new LoadRefused(
                    "signalbox.model.sha256 must be that of " + name + ", " + digest + ", got " + expected.get());
        }
        return digest;
    }

    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    /** The digest of a file: of {@code model.pt}, it is that of its folder. */
    public static String sha256(Path file) throws IOException {
        MessageDigest digest = digest();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }
}
