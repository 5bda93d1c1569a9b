package dev.signalbox.operator.local.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a folder for one operator. The operating system holds the lock for the process, so that of a killed one is free again,
 * and the model servers that it started do not inherit it.
 */
public final class FolderLock implements AutoCloseable {
    /* Nothing else may open this file in this process: closing any descriptor of it would give the lock away. */
    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the folder.
     *
     * @throws FolderInUseException if another operator has it
     */
    public static FolderLock take(MeshFolder folder) throws IOException {
        Files.createDirectories(folder.root());
        FileChannel channel = FileChannel.open(folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            channel.close();
            throw new FolderInUseException(folder.root());
        }
        return new FolderLock(channel);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldInThisProcess) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Says that another operator has the folder. */
    public static final class FolderInUseException extends IOException {
        FolderInUseException(Path folder) {
            super("signalbox.operator.local.folder is in use by another operator, got " + folder);
        }
    }
}
