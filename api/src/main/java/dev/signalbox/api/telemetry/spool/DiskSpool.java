package dev.signalbox.api.telemetry.spool;

import dev.signalbox.api.Require;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A spool in a folder: what was added survives the process, killed in whatever way, and the next process that claims the folder
 * goes on sending it. Bounded by bytes. Thread safe.
 */
public final class DiskSpool<T> implements Spool<T> {
    /* A log of segments [1]: entries are appended to the newest, acknowledged from the oldest, and space is given back a segment
     * at a time, acknowledged or dropped. An entry has reached the operating system when add returns, so it survives the
     * process; the disk has it when its segment is full, or when the system writes back, so a power cut may cost the last seconds,
     * which the checksums tell. A restart never appends to what it found.
     * [1] Rosenblum, Ousterhout: The design and implementation of a log-structured file system, 1992. */
    private static final int SEGMENTS = 16;
    private static final int LARGEST_SEGMENT = 4 << 20;
    private static final int ADOPTED_AT_ONCE = 100;

    /** The fewest bytes that a spool may have. */
    public static final long LEAST_BYTES = 64 << 10;

    private final Path folder;
    private final Path shared;
    private final boolean lossless;
    private final long mostBytes;
    private final int segmentBytes;
    private final Codec<T> codec;
    private final SpoolLock lock;
    private final Acknowledged acknowledged;
    private final ArrayDeque<Segment> segments = new ArrayDeque<>();
    private final Map<SpoolDrop, Long> dropped = new EnumMap<>(SpoolDrop.class);
    private @Nullable Segment newest;
    private long next;
    private long bytes;
    private @Nullable String trouble;
    private boolean closed;

    private DiskSpool(SpoolLock lock, long mostBytes, Codec<T> codec, boolean lossless) throws IOException {
        this.folder = lock.folder();
        this.shared = Require.present("shared folder", folder.getParent());
        this.lossless = lossless;
        this.mostBytes = Require.within("spool bytes", mostBytes, LEAST_BYTES, Long.MAX_VALUE / 2);
        this.segmentBytes = (int) Math.min(LARGEST_SEGMENT, mostBytes / SEGMENTS);
        this.codec = codec;
        this.lock = lock;
        this.acknowledged = new Acknowledged(folder);
        this.next = acknowledged.position() + 1;
        recover();
    }

    /**
     * Claims a spool below a folder that several processes may share: each has one of its own, and adopts what processes that
     * are gone have left.
     */
    public static <T> DiskSpool<T> claim(Path shared, long mostBytes, Codec<T> codec) throws IOException {
        return claim(shared, mostBytes, codec, false);
    }

    /**
     * Claims a spool as {@link #claim} does, of items that somebody has been promised: when full, it refuses the newest instead of
     * dropping the oldest. What others have left is adopted as far as there is room, and else stays where it is for the next process.
     */
    public static <T> DiskSpool<T> claimLossless(Path shared, long mostBytes, Codec<T> codec) throws IOException {
        return claim(shared, mostBytes, codec, true);
    }

    private static <T> DiskSpool<T> claim(Path shared, long mostBytes, Codec<T> codec, boolean lossless)
            throws IOException {
        SpoolLock own = SpoolLock.first(shared);
        DiskSpool<T> spool;
        try {
            spool = new DiskSpool<>(own, mostBytes, codec, lossless);
        } catch (IOException | RuntimeException failed) {
            own.close();
            throw failed;
        }
        spool.adoptOrphans();
        return spool;
    }

    /** Takes over what processes that are gone have left in the shared folder, as far as there is room; returns whether there was any. */
    public boolean adoptOrphans() throws IOException {
        boolean any = false;
        for (SpoolLock orphan : SpoolLock.orphans(shared)) {
            int before = size();
            adopt(orphan);
            any |= size() > before;
        }
        return any;
    }

    private void recover() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> Segment.firstOf(file) != null).sorted().toList();
        }
        for (Path file : files) {
            long first = Require.present("first position", Segment.firstOf(file));
            Segment segment = Segment.open(file, first);
            if (segment.torn()) {
                count(SpoolDrop.UNREADABLE, 1);
            }
            if (segment.end() <= acknowledged.position() + 1 || first < 1) {
                segment.delete();
            } else {
                segments.addLast(segment);
                bytes += segment.bytes();
            }
            next = Math.max(next, segment.end());
        }
        makeRoom(0);
    }

    /* Oldest first; at the start, before anything of its own. */
    private void adopt(SpoolLock orphan) {
        try (orphan;
                DiskSpool<T> left = new DiskSpool<>(orphan, mostBytes, codec, lossless)) {
            List<Waiting<T>> batch = left.oldest(ADOPTED_AT_ONCE);
            boolean room = true;
            while (room && !batch.isEmpty()) {
                room = adopt(left, batch);
                batch = left.oldest(ADOPTED_AT_ONCE);
            }
            count(SpoolDrop.UNREADABLE, left.dropped(SpoolDrop.UNREADABLE));
            count(SpoolDrop.FULL, left.dropped(SpoolDrop.FULL));
        } catch (IOException unreadable) {
            troubled(unreadable);
        }
    }

    private synchronized void troubled(Exception failed) {
        trouble = text(failed);
    }

    private boolean adopt(DiskSpool<T> left, List<Waiting<T>> batch) {
        for (Waiting<T> waiting : batch) {
            if (!lossless) {
                add(waiting.item());
            } else if (!keep(waiting.item())) {
                return false;
            }
            left.acknowledge(waiting.position());
        }
        return true;
    }

    @Override
    public synchronized void add(T item) {
        SpoolDrop refusal = put(item, false);
        if (refusal != null) {
            count(refusal, 1);
        }
    }

    /**
     * Keeps an item and hands it to the disk itself, so that it survives the machine too; false where that cannot be promised, which the
     * caller is to tell whoever gave it, and which is not counted as a drop. A disk that took the item and then failed to confirm
     * it may still give it back: what was not promised may be sent, what was promised is.
     */
    public synchronized boolean keep(T item) {
        return put(item, true) == null;
    }

    private @Nullable SpoolDrop put(T item, boolean forced) {
        try {
            byte[] entry = codec.write(item);
            long size = (long) Segment.HEADER + entry.length;
            if (size > mostBytes / 2 || size > Integer.MAX_VALUE / 2) {
                return SpoolDrop.TOO_LARGE;
            }
            if (lossless && bytes + size > mostBytes) {
                return SpoolDrop.FULL;
            }
            makeRoom(size);
            Segment segment = segmentFor((int) size);
            segment.append(entry);
            bytes += size;
            next++;
            if (forced) {
                segment.forceWithName();
            }
            trouble = null;
            return null;
        } catch (IOException refused) {
            trouble = text(refused);
            abandonNewest();
            return SpoolDrop.DISK;
        }
    }

    /* Half an entry may stand at its end: that lies behind the last one that counts, and nothing is appended to it. */
    private void abandonNewest() {
        Segment half = newest;
        newest = null;
        if (half != null && half.bytes() == 0) {
            segments.remove(half);
            try {
                half.delete();
            } catch (IOException failed) {
                trouble = text(failed);
            }
        }
    }

    private Segment segmentFor(int size) throws IOException {
        if (closed) {
            throw new IOException("Spool " + folder + " is closed");
        }
        Segment open = newest;
        if (open != null && (long) open.bytes() + size > segmentBytes && open.bytes() > 0) {
            open.force();
            open = null;
        }
        if (open == null) {
            open = Segment.create(folder, next);
            segments.addLast(open);
            newest = open;
        }
        return open;
    }

    private void makeRoom(long size) throws IOException {
        while (!lossless && bytes + size > mostBytes && !segments.isEmpty()) {
            Segment oldest = segments.getFirst();
            count(SpoolDrop.FULL, oldest.end() - Math.max(oldest.first(), acknowledged.position() + 1));
            discard(oldest);
        }
    }

    @Override
    public synchronized List<Waiting<T>> after(long position, int most) {
        List<Waiting<T>> batch = new ArrayList<>();
        if (closed) {
            return batch;
        }
        for (Segment segment : List.copyOf(segments)) {
            long from = Math.max(segment.first(), Math.max(position, acknowledged.position()) + 1);
            for (long at = from; at < segment.end() && batch.size() < most; at++) {
                T item = read(segment, at);
                if (item != null) {
                    batch.add(new Waiting<>(at, item));
                } else if (at == acknowledged.position() + 1) {
                    count(SpoolDrop.UNREADABLE, 1);
                    acknowledge(at);
                } else if (!batch.isEmpty()) {
                    /* It is given up, and counted, once it is the first. */
                    return batch;
                }
            }
        }
        return batch;
    }

    private @Nullable T read(Segment segment, long position) {
        try {
            return codec.read(segment.read(position));
        } catch (IOException | RuntimeException unreadable) {
            trouble = text(unreadable);
            return null;
        }
    }

    @Override
    public synchronized void acknowledge(long position) {
        try {
            Segment oldest = segments.peekFirst();
            while (oldest != null && oldest.end() - 1 <= position) {
                discard(oldest);
                oldest = segments.peekFirst();
            }
            long reached = Math.min(position, next - 1);
            if (reached > acknowledged.position()) {
                acknowledged.moveTo(reached);
            }
        } catch (IOException failed) {
            trouble = text(failed);
        }
    }

    /* The position first: killed between the two, the segment is found again and deleted by the next process. */
    private void discard(Segment oldest) throws IOException {
        acknowledged.moveTo(Math.max(oldest.end() - 1, acknowledged.position()));
        segments.removeFirst();
        bytes -= oldest.bytes();
        if (oldest == newest) {
            newest = null;
        }
        oldest.delete();
    }

    @Override
    public synchronized int size() {
        long size = 0;
        for (Segment segment : segments) {
            size += Math.max(0, segment.end() - Math.max(segment.first(), acknowledged.position() + 1));
        }
        return (int) Math.min(Integer.MAX_VALUE, size);
    }

    /** How many bytes its files have. */
    public synchronized long bytes() {
        return bytes;
    }

    @Override
    public synchronized long dropped(SpoolDrop reason) {
        return dropped.getOrDefault(reason, 0L);
    }

    /** What is wrong with the disk at present; empty while it takes what it is given. */
    public synchronized Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (newest != null) {
                newest.force();
            }
            for (Segment segment : segments) {
                segment.close();
            }
            acknowledged.close();
        } catch (IOException failed) {
            trouble = text(failed);
        } finally {
            lock.close();
        }
    }

    private synchronized void count(SpoolDrop reason, long items) {
        dropped.merge(reason, items, Long::sum);
    }

    private static String text(Exception failed) {
        return failed.getClass().getSimpleName() + ": " + failed.getMessage();
    }
}
