package dev.signalbox.api.telemetry.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One file of a spool on disk: entries one after the other, each its length, its checksum and its bytes. Named by the position
 * of its first entry. Not thread safe.
 */
final class Segment {
    static final int HEADER = 2 * Integer.BYTES;

    private static final String SUFFIX = ".spool";

    private final Path file;
    private final FileChannel channel;
    private final long first;
    private int[] ends = new int[16];
    private int entries;
    private boolean torn;
    private boolean named;

    private Segment(Path file, FileChannel channel, long first) {
        this.file = file;
        this.channel = channel;
        this.first = first;
    }

    /** A new, empty segment. */
    static Segment create(Path folder, long first) throws IOException {
        Path file = folder.resolve(String.format("%019d%s", first, SUFFIX));
        return new Segment(
                file,
                FileChannel.open(
                        file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                first);
    }

    /** A segment that another process has left; what is behind the first damage in it is not in it. */
    static Segment open(Path file, long first) throws IOException {
        Segment segment = new Segment(file, FileChannel.open(file, StandardOpenOption.READ), first);
        segment.scan();
        return segment;
    }

    /** The position that a file's name says, or null if it is no segment. */
    static @Nullable Long firstOf(Path file) {
        String name = file.getFileName().toString();
        if (!name.matches("[0-9]{19}\\.spool")) {
            return null;
        }
        try {
            return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
        } catch (NumberFormatException beyondLong) {
            return null;
        }
    }

    private void scan() throws IOException {
        long size = channel.size();
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        long at = 0;
        while (at + HEADER <= size) {
            header.clear();
            readFully(header, at);
            int length = header.getInt();
            int sum = header.getInt();
            if (length < 0 || at + HEADER + length > Math.min(size, Integer.MAX_VALUE)) {
                break;
            }
            ByteBuffer bytes = ByteBuffer.allocate(length);
            readFully(bytes, at + HEADER);
            if (checksum(bytes.array()) != sum) {
                break;
            }
            at += HEADER + length;
            noteEnd((int) at);
        }
        torn = at < size;
    }

    /** Whether its end is damaged. */
    boolean torn() {
        return torn;
    }

    /* One write of header and bytes: a process that is killed leaves the entry whole, or a tail that the checksum tells. */
    void append(byte[] entry) throws IOException {
        ByteBuffer whole = ByteBuffer.allocate(HEADER + entry.length)
                .putInt(entry.length)
                .putInt(checksum(entry))
                .put(entry)
                .flip();
        long at = bytes();
        while (whole.hasRemaining()) {
            at += channel.write(whole, at);
        }
        noteEnd((int) at);
    }

    byte[] read(long position) throws IOException {
        int index = (int) (position - first);
        int from = index == 0 ? 0 : ends[index - 1];
        ByteBuffer bytes = ByteBuffer.allocate(ends[index] - from - HEADER);
        readFully(bytes, (long) from + HEADER);
        return bytes.array();
    }

    long first() {
        return first;
    }

    /** The position of the entry after its last one. */
    long end() {
        return first + entries;
    }

    /** How long the file is, as far as it is sound. */
    int bytes() {
        return entries == 0 ? 0 : ends[entries - 1];
    }

    /** Hands it to the disk, so that it survives the machine too. */
    void force() throws IOException {
        channel.force(false);
    }

    /** Hands it to the disk together with its entry in the folder, which a power cut could take away from a new file. */
    void forceWithName() throws IOException {
        force();
        if (!named) {
            try (FileChannel folder = FileChannel.open(
                    Objects.requireNonNull(file.toAbsolutePath().getParent()), StandardOpenOption.READ)) {
                folder.force(true);
            }
            named = true;
        }
    }

    void close() throws IOException {
        channel.close();
    }

    void delete() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }

    private void noteEnd(int end) {
        if (entries == ends.length) {
            ends = Arrays.copyOf(ends, 2 * entries);
        }
        ends[entries] = end;
        entries++;
    }

    private void readFully(ByteBuffer into, long from) throws IOException {
        long at = from;
        while (into.hasRemaining()) {
            int read = channel.read(into, at);
            if (read < 0) {
                throw new IOException("Spool file " + file + " ends at byte " + at);
            }
            at += read;
        }
        into.flip();
    }

    private static int checksum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return (int) sum.getValue();
    }
}
