package dev.signalbox.router.source;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.route.Backend;
import dev.signalbox.api.route.Route;
import dev.signalbox.api.route.RouteTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Routes from a file that is replaced as a whole. A file that is missing or wrong leaves the last good routes in force. */
public final class FileRoutes implements RouteSource {
    private static final Logger LOG = Logger.getLogger(FileRoutes.class);

    /* Looking is cheap, and a rename is seen at once on every file system: the JDK's watch service can take seconds. */
    private static final long LOOK_EVERY_MILLIS = 10;

    /* A file of many routes that changes all the time is read less often, so that reading takes a twentieth of a core at most;
    never later than this, which is seldom above what a write takes to be noticed anyway. */
    private static final long SHARE_OF_READING = 20;
    private static final long LOOK_AT_LEAST_EVERY_MILLIS = 100;

    private static final long LARGEST_FILE = 64 * 1024 * 1024;

    private final ObjectMapper json;
    private final Path file;
    private final RouteKeeper keeper;
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("route-file").factory());
    private @Nullable Seen seen;
    private volatile String trouble = "the file was not read yet";

    /** Routes from this file. */
    public FileRoutes(ObjectMapper json, Path file, RouteKeeper keeper) {
        this.json = json;
        this.file = file;
        this.keeper = keeper;
    }

    @Override
    public void start() {
        look();
        if (!trouble.isEmpty()) {
            keeper.startFromCache();
        }
        lookIn(LOOK_EVERY_MILLIS);
    }

    private void lookIn(long millis) {
        var unused = looking.schedule(this::lookAgain, millis, TimeUnit.MILLISECONDS);
    }

    private void lookAgain() {
        long start = System.nanoTime();
        try {
            look();
        } finally {
            if (!looking.isShutdown()) {
                lookIn(pauseAfter(System.nanoTime() - start));
            }
        }
    }

    /** How long the file is left alone after a look that took so many nanoseconds, in milliseconds. */
    static long pauseAfter(long nanos) {
        long share = TimeUnit.NANOSECONDS.toMillis(nanos * (SHARE_OF_READING - 1));
        return Math.min(LOOK_AT_LEAST_EVERY_MILLIS, Math.max(LOOK_EVERY_MILLIS, share));
    }

    @Override
    public String trouble() {
        return trouble;
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }

    private void look() {
        try {
            Seen now = Seen.of(file);
            if (now.equals(seen)) {
                return;
            }
            seen = now;
            if (now.size() > LARGEST_FILE) {
                throw new IOException("the file has " + now.size() + " bytes, more than " + LARGEST_FILE);
            }
            keeper.apply(checked(json.readValue(Files.readAllBytes(file), RouteTable.class)));
            report("");
        } catch (IOException | RuntimeException e) {
            report(Trouble.of(e));
        }
    }

    /* Without a cluster there is nobody who knows the endpoints of a service. */
    private static RouteTable checked(RouteTable table) {
        for (Route route : table.routes()) {
            for (Backend backend : route.backends()) {
                if (backend.service() != null) {
                    throw new IllegalArgumentException("route " + route.deployment()
                            + ": backend.service needs signalbox.router.routes=kubernetes, got \"" + backend.service()
                            + "\"");
                }
            }
        }
        return table;
    }

    private void report(String now) {
        if (!now.equals(trouble) && !now.isEmpty()) {
            LOG.warnf("Route file is not usable, the last good routes stay: file=%s reason=%s", file, now);
        } else if (now.isEmpty() && !trouble.isEmpty()) {
            LOG.infof("Route file is read: file=%s", file);
        }
        trouble = now;
    }

    private record Seen(
            FileTime modified, long size, @Nullable Object key) {
        static Seen of(Path file) throws IOException {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return new Seen(found.lastModifiedTime(), found.size(), found.fileKey());
        }
    }
}
