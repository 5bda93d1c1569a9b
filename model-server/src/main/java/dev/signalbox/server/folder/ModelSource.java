package dev.signalbox.server.folder;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a model is, and how to have it as a folder: a path or a {@code file:} URI, of a folder or of a zip. A zip is unpacked
 * into the cache, under its own digest.
 */
public final class ModelSource {
    private final Path cache;
    private final long mostBytes;

    /** Unpacks zips into this folder, up to so many bytes each. */
    public ModelSource(Path cache, long mostBytes) {
        this.cache = cache;
        this.mostBytes = mostBytes;
    }

    /** The folder of the model, once its digest is found to be the expected one: of the zip, or of {@code model.pt}. */
    public Path fetch(String uri, Optional<String> sha256) throws LoadRefused {
        Path path = path(uri);
        try {
            if (Files.isDirectory(path)) {
                checkFiles(path);
                check(path.resolve(ModelFolder.MODEL), sha256);
                return path;
            }
            if (!Files.isRegularFile(path)) {
                throw new LoadRefused("signalbox.model.uri must name a folder or a zip that is there, got " + uri);
            }
            String digest = check(path, sha256);
            Path folder = new ZipUnpacker(mostBytes)
                    .unpack(path, cache.resolve("models").resolve(digest));
            checkFiles(folder);
            return folder;
        } catch (IOException unreadable) {
            throw new LoadRefused("signalbox.model.uri can not be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static Path path(String uri) throws LoadRefused {
        try {
            if (!uri.matches("[A-Za-z][A-Za-z0-9+.-]*:.*")) {
                return Path.of(uri).toAbsolutePath();
            }
            URI parsed = URI.create(uri);
            if (!"file".equals(parsed.getScheme())) {
                throw new LoadRefused("signalbox.model.uri must be a path or a file: URI, got " + uri);
            }
            return parsed.isOpaque()
                    ? Path.of(parsed.getSchemeSpecificPart()).toAbsolutePath()
                    : Path.of(URI.create("file://" + parsed.getRawPath()));
        } catch (IllegalArgumentException malformed) {
            throw new LoadRefused("signalbox.model.uri must be a path or a file: URI, got " + uri, malformed);
        }
    }

    private static void checkFiles(Path folder) throws LoadRefused {
        for (String name : new String[] {ModelFolder.MODEL, ModelFolder.SIGNATURE}) {
            if (!Files.isRegularFile(folder.resolve(name))) {
                throw new LoadRefused("the model folder must hold " + name + ", and " + folder + " does not");
            }
        }
    }

    private static String check(Path file, Optional<String> expected) throws LoadRefused, IOException {
        String digest = sha256(file);
        if (expected.isPresent()
                && !expected.get().strip().toLowerCase(Locale.ROOT).equals(digest)) {
            throw new LoadRefused("signalbox.model.sha256 must be that of " + file.getFileName() + ", " + digest
                    + ", got " + expected.get());
        }
        return digest;
    }

    static String sha256(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
