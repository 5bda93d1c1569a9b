package dev.signalbox.api.telemetry.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** One of the numbered folders below a shared one, held by this process alone; the system gives it back when the process ends. */
final class SpoolLock implements AutoCloseable {
    private static final int MOST_FOLDERS = 1_000;

    /* The one static that changes, for it mirrors what belongs to the process as a whole: on POSIX systems a process that closes any
     * channel of a file loses all its locks on it, so a folder that it holds must not even be tried. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private SpoolLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /** The first that nobody holds. */
    static SpoolLock first(Path shared) throws IOException {
        Files.createDirectories(shared);
        for (int number = 0; number < MOST_FOLDERS; number++) {
            Optional<SpoolLock> lock = tryLock(shared.resolve(Integer.toString(number)));
            if (lock.isPresent()) {
                return lock.get();
            }
        }
        throw new IOException("All " + MOST_FOLDERS + " spools in " + shared + " are held by other processes");
    }

    /** All that were left by processes that are gone. */
    static List<SpoolLock> orphans(Path shared) throws IOException {
        List<Path> folders;
        try (Stream<Path> all = Files.list(shared)) {
            folders = all.filter(folder -> folder.getFileName().toString().matches("[0-9]{1,3}"))
                    .sorted()
                    .toList();
        }
        List<SpoolLock> locks = new ArrayList<>();
        for (Path folder : folders) {
            tryLock(folder).ifPresent(locks::add);
        }
        return locks;
    }

    private static Optional<SpoolLock> tryLock(Path named) throws IOException {
        Files.createDirectories(named);
        Path folder = named.toRealPath();
        if (!HELD.add(folder)) {
            return Optional.empty();
        }
        Optional<SpoolLock> lock = Optional.empty();
        try {
            lock = lockOf(folder);
        } finally {
            if (lock.isEmpty()) {
                HELD.remove(folder);
            }
        }
        return lock;
    }

    private static Optional<SpoolLock> lockOf(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean held = false;
        try {
            held = channel.tryLock() != null;
        } finally {
            if (!held) {
                channel.close();
            }
        }
        return held ? Optional.of(new SpoolLock(folder, channel)) : Optional.empty();
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try {
            channel.close();
        } catch (IOException ignored) {
            /* The system gives the lock back with the process at the latest. */
        }
        HELD.remove(folder);
    }
}
