package dev.signalbox.server.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Fetches zips into a folder, in a bounded number of tries that each go on where the last one ended. */
final class Download {
    private static final Logger LOG = Logger.getLogger(Download.class);

    private final Path folder;
    private final long mostBytes;
    private final Tries tries;

    /** How often it is tried, and how long the first pause is; each one is twice the last. */
    record Tries(int most, Duration firstPause) {
        static final Tries USUAL = new Tries(6, Duration.ofSeconds(1));
    }

    Download(Path folder, long mostBytes, Tries tries) {
        this.folder = folder;
        this.mostBytes = mostBytes;
        this.tries = tries;
    }

    /** What is done with a whole file, before another process may fetch the same address. */
    interface Use {
        Path of(Path zip) throws IOException, LoadRefused;
    }

    /** Fetches a zip, hands it over, and removes it. Processes that share the folder wait for each other. */
    Path fetch(Location.Remote remote, Use use) throws IOException, LoadRefused, FetchFailed {
        String name = ModelSource.sha256(remote.uri().toString().getBytes(StandardCharsets.UTF_8));
        Path part = folder.resolve(name + ".part");
        Path whole = folder.resolve(name + ".zip");
        FileChannel locked = lock(name);
        try (locked) {
            HttpFetch fetch = new HttpFetch(remote, part, mostBytes);
            repeat(remote.shown(), () -> {
                fetch.run();
                return whole;
            });
            Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            fetch.discard();
            try {
                return use.of(whole);
            } finally {
                Files.deleteIfExists(whole);
            }
        }
    }

    /** Fetches the objects of a bucket into a folder. Processes that share the cache wait for each other. */
    Path fetch(Location.Bucket bucket, Attempt attempt) throws IOException, LoadRefused, FetchFailed {
        FileChannel locked = lock(ModelSource.sha256(bucket.shown().getBytes(StandardCharsets.UTF_8)));
        try (locked) {
            return repeat(bucket.shown(), attempt);
        }
    }

    /* Closing the channel gives it back. */
    private FileChannel lock(String name) throws IOException {
        Files.createDirectories(folder);
        FileChannel channel =
                FileChannel.open(folder.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.lock();
        return channel;
    }

    /** One try; an {@code IOException} says that another may help. */
    interface Attempt {
        Path run() throws IOException, LoadRefused;
    }

    private Path repeat(String shown, Attempt fetch) throws LoadRefused, FetchFailed {
        Duration pause = tries.firstPause();
        for (int attempt = 1; ; attempt++) {
            try {
                return fetch.run();
            } catch (IOException failed) {
                if (attempt == tries.most()) {
                    throw new FetchFailed(
                            "signalbox.model.uri can not be fetched, after " + attempt + " tries: " + reason(failed),
                            failed);
                }
                LOG.warnf("Model fetch failed, trying again uri=%s reason=%s", shown, reason(failed));
            }
            pause(pause);
            pause = pause.multipliedBy(2);
        }
    }

    private static String reason(IOException failed) {
        return failed.getClass().getSimpleName() + ": " + failed.getMessage();
    }

    private static void pause(Duration pause) throws FetchFailed {
        try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            throw new FetchFailed("signalbox.model.uri was not fetched before the end of the process", ending);
        }
    }
}
