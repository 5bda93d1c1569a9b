package dev.signalbox.server.folder;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;

/** Where a model is. */
sealed interface Location {
    /** A folder or a zip of this machine. */
    record Local(Path path) implements Location {}

    /** A zip behind http: or https:. */
    record Remote(URI uri) implements Location {
        /** The address without what may be secret in it. */
        String shown() {
            return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
                    + uri.getPath();
        }

        /** The file's name, as far as the address has one. */
        String fileName() {
            String path = uri.getPath();
            String name = path.substring(path.lastIndexOf('/') + 1);
            return name.isEmpty() ? "the download" : name;
        }
    }

    /** Objects of a bucket: a zip, or all below a prefix. */
    record Bucket(String bucket, String key) implements Location {
        /** Whether it is one object, a zip. */
        boolean isZip() {
            return key.toLowerCase(Locale.ROOT).endsWith(".zip");
        }

        /** The prefix as that of a folder. */
        String folder() {
            return key.isEmpty() || key.endsWith("/") ? key : key + "/";
        }

        /** The address. */
        String shown() {
            return "s3://" + bucket + "/" + key;
        }
    }

    /** Reads signalbox.model.uri; the claims of pvc: are mounted below {@code claims}, each under its name. */
    static Location of(String text, Path claims) throws LoadRefused {
        if (!text.matches("[A-Za-z][A-Za-z0-9+.-]*:.*")) {
            return local(text, () -> Path.of(text).toAbsolutePath());
        }
        URI uri = uri(text);
        return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
            case "file" -> local(text, () -> file(uri));
            case "pvc" -> claim(text, uri, claims);
            case "http", "https" -> remote(text, uri);
            case "s3" -> bucket(text, uri);
            default -> throw refused(text);
        };
    }

    private static Path file(URI uri) {
        return uri.isOpaque()
                ? Path.of(uri.getSchemeSpecificPart()).toAbsolutePath()
                : Path.of(URI.create("file://" + uri.getRawPath()));
    }

    private static Location claim(String text, URI uri, Path claims) throws LoadRefused {
        String name = uri.getAuthority();
        if (uri.isOpaque() || name == null || !name.matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?")) {
            throw new LoadRefused("signalbox.model.uri must be pvc://claim/path, got " + text);
        }
        Path mount = claims.resolve(name).normalize();
        Path path = Path.of(mount + uri.getPath()).normalize();
        if (!path.startsWith(mount)) {
            throw new LoadRefused("signalbox.model.uri must stay within its claim, got " + text);
        }
        return new Local(path);
    }

    private static Location remote(String text, URI uri) throws LoadRefused {
        if (uri.isOpaque() || uri.getHost() == null) {
            throw new LoadRefused("signalbox.model.uri must name a host, got " + text);
        }
        if (uri.getUserInfo() != null) {
            throw new LoadRefused("signalbox.model.uri must not hold a user or a password");
        }
        return new Remote(uri);
    }

    private static Location bucket(String text, URI uri) throws LoadRefused {
        String name = uri.getAuthority();
        if (uri.isOpaque()
                || name == null
                || !name.matches("[a-zA-Z0-9][a-zA-Z0-9._-]{1,254}")
                || uri.getQuery() != null
                || uri.getFragment() != null) {
            throw new LoadRefused(
                    "signalbox.model.uri must be s3://bucket/prefix/ or s3://bucket/model.zip, got " + text);
        }
        return new Bucket(name, uri.getPath().replaceFirst("^/+", ""));
    }

    private static Location local(String text, LocalPath path) throws LoadRefused {
        try {
            return new Local(path.get());
        } catch (IllegalArgumentException malformed) {
            throw refused(text);
        }
    }

    private static URI uri(String text) throws LoadRefused {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException malformed) {
            throw refused(text);
        }
    }

    private static LoadRefused refused(String text) {
        return new LoadRefused(
                "signalbox.model.uri must be a path or a file:, pvc:, http:, https: or s3: URI, got " + text);
    }

    /** A path that may turn out to be none. */
    interface LocalPath {
        Path get();
    }
}
