package dev.signalbox.server.folder;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One try to have the bytes of an address in a file, beginning where an earlier try ended: if the server still has the same
 * bytes, by its validator, it sends the rest only.
 */
final class HttpFetch {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_REDIRECTS = 5;
    private static final int BUFFER = 64 * 1024;
    private static final int PARTIAL = HttpURLConnection.HTTP_PARTIAL;
    private static final int NO_SUCH_RANGE = 416;
    private static final int TOO_MANY_REQUESTS = 429;

    private final Location.Remote remote;
    private final long mostBytes;
    private final Path part;
    private final Path validator;

    HttpFetch(Location.Remote remote, Path part, long mostBytes) {
        this.remote = remote;
        this.mostBytes = mostBytes;
        this.part = part;
        this.validator = part.resolveSibling(part.getFileName() + ".validator");
    }

    /** Gets what is missing. An {@link IOException} says that another try may help, and begins where this one ended. */
    void run() throws IOException, LoadRefused {
        HttpURLConnection connection = open();
        try {
            int status = connection.getResponseCode();
            if (status == HttpURLConnection.HTTP_OK) {
                begin(connection);
                copy(connection, 0);
            } else if (status == PARTIAL && startsAt(connection, size())) {
                copy(connection, size());
            } else if (status == PARTIAL || status == NO_SUCH_RANGE) {
                discard();
                throw new IOException(remote.shown() + " answered " + status + " with another range than asked for");
            } else {
                throw failure(status);
            }
        } finally {
            connection.disconnect();
        }
    }

    /** Removes what earlier tries left. */
    void discard() throws IOException {
        Files.deleteIfExists(part);
        Files.deleteIfExists(validator);
    }

    private IOException failure(int status) throws LoadRefused {
        String message = remote.shown() + " answered " + status;
        boolean passing = status >= HttpURLConnection.HTTP_INTERNAL_ERROR
                || status == HttpURLConnection.HTTP_CLIENT_TIMEOUT
                || status == TOO_MANY_REQUESTS;
        if (!passing) {
            throw new LoadRefused("signalbox.model.uri can not be fetched: " + message);
        }
        return new IOException(message);
    }

    private HttpURLConnection open() throws IOException, LoadRefused {
        URI next = remote.uri();
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpURLConnection connection = (HttpURLConnection) next.toURL().openConnection();
            connection.setInstanceFollowRedirects(false);
            connection.setConnectTimeout((int) PATIENCE.toMillis());
            connection.setReadTimeout((int) PATIENCE.toMillis());
            connection.setRequestProperty("Accept-Encoding", "identity");
            resume(connection);
            Optional<String> location = redirect(connection);
            if (location.isEmpty()) {
                return connection;
            }
            connection.disconnect();
            next = target(next, location.get());
        }
        throw new LoadRefused("signalbox.model.uri can not be fetched: " + remote.shown() + " redirects more than "
                + MOST_REDIRECTS + " times");
    }

    private void resume(HttpURLConnection connection) throws IOException {
        if (size() > 0 && Files.isRegularFile(validator)) {
            connection.setRequestProperty("Range", "bytes=" + size() + "-");
            connection.setRequestProperty("If-Range", Files.readString(validator));
        }
    }

    private static Optional<String> redirect(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        boolean redirects = status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
        return redirects ? Optional.ofNullable(connection.getHeaderField("Location")) : Optional.empty();
    }

    private URI target(URI from, String location) throws LoadRefused {
        try {
            URI to = from.resolve(location);
            String scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
            if (scheme.equals("https") || (scheme.equals("http") && "http".equalsIgnoreCase(from.getScheme()))) {
                return to;
            }
        } catch (IllegalArgumentException malformed) {
            /* Said below. */
        }
        throw new LoadRefused(
                "signalbox.model.uri can not be fetched: " + remote.shown() + " redirects to what is no https: URI");
    }

    /** Starts anew, and keeps what tells whether the server still has the same bytes later. */
    private void begin(HttpURLConnection connection) throws IOException {
        discard();
        String mark = strong(connection.getHeaderField("ETag"));
        String known = mark != null ? mark : connection.getHeaderField("Last-Modified");
        if (known != null) {
            Files.write(validator, known.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static @Nullable String strong(@Nullable String mark) {
        return mark == null || mark.startsWith("W/") ? null : mark;
    }

    private static boolean startsAt(HttpURLConnection connection, long offset) {
        String range = connection.getHeaderField("Content-Range");
        return range != null && range.startsWith("bytes " + offset + "-");
    }

    private void copy(HttpURLConnection connection, long already) throws IOException, LoadRefused {
        long announced = connection.getContentLengthLong();
        check(already + Math.max(0, announced));
        long size = already;
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = connection.getInputStream();
                OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                size += n;
                check(size);
                out.write(buffer, 0, n);
            }
        }
        if (announced >= 0 && size < already + announced) {
            throw new IOException(remote.shown() + " ended after " + size + " of " + (already + announced) + " bytes");
        }
    }

    private void check(long size) throws LoadRefused {
        if (size > mostBytes) {
            throw new LoadRefused("the model's zip must have at most " + mostBytes
                    + " bytes (signalbox.model.max-artifact), and " + remote.shown() + " has more");
        }
    }

    private long size() throws IOException {
        return Files.isRegularFile(part) ? Files.size(part) : 0;
    }
}
