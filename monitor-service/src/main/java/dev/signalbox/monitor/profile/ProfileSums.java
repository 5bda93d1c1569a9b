package dev.signalbox.monitor.profile;

import dev.signalbox.api.profile.BinnedNumbers;
import dev.signalbox.api.profile.CategoryCounts;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.Moments;
import dev.signalbox.api.profile.OutputProfile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The numbers of profiles without their names and bins, which are in a {@link ProfileShape}. Immutable. */
public final class ProfileSums {
    /* Stored: the number of counts and each of them, seven bits a byte with the lowest first, and the same for moments, each its
     * count and, unless that is 0, sum, sum of squares, minimum and maximum as eight bytes. */
    private static final int MOMENTS_BYTES = 4 * Double.BYTES;

    private static final int LONGEST_NUMBER = 10;

    private final long[] counts;
    private final List<Moments> moments;

    private ProfileSums(long[] counts, List<Moments> moments) {
        this.counts = counts;
        this.moments = moments;
    }

    /** The numbers of these profiles. */
    public static ProfileSums of(Map<String, FeatureProfile> features, Map<String, OutputProfile> outputs) {
        Collected all = new Collected();
        features.values().forEach(feature -> all.add(feature.missing(), feature.values(), feature.categories()));
        outputs.values().forEach(output -> {
            all.add(output.nulls(), output.values(), output.categories());
            all.add(output.confidence());
        });
        return new ProfileSums(all.counts(), List.copyOf(all.moments));
    }

    /** The sum of both, which must be of the same shape. */
    public ProfileSums plus(ProfileSums other) {
        if (counts.length != other.counts.length || moments.size() != other.moments.size()) {
            throw new IllegalArgumentException("sums must be of the same shape to be added up, got " + counts.length
                    + " and " + other.counts.length + " counts");
        }
        long[] sum = counts.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += other.counts[i];
        }
        List<Moments> merged = new ArrayList<>(moments.size());
        for (int i = 0; i < moments.size(); i++) {
            merged.add(moments.get(i).merge(other.moments.get(i)));
        }
        return new ProfileSums(sum, List.copyOf(merged));
    }

    /** The form in which they are stored. */
    public byte[] bytes() {
        ByteBuffer out = ByteBuffer.allocate(
                LONGEST_NUMBER * (2 + counts.length + moments.size()) + MOMENTS_BYTES * moments.size());
        write(out, counts.length);
        for (long count : counts) {
            write(out, count);
        }
        write(out, moments.size());
        for (Moments of : moments) {
            write(out, of.count());
            if (of.count() > 0) {
                out.putDouble(of.sum()).putDouble(of.sumOfSquares());
                out.putDouble(of.min()).putDouble(of.max());
            }
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /** Reads what {@link #bytes} gave. */
    public static ProfileSums ofBytes(byte[] stored) {
        ByteBuffer in = ByteBuffer.wrap(stored);
        long[] counts = new long[(int) read(in)];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = read(in);
        }
        int most = (int) read(in);
        List<Moments> moments = new ArrayList<>(most);
        for (int i = 0; i < most; i++) {
            long count = read(in);
            moments.add(
                    count == 0
                            ? Moments.NONE
                            : new Moments(count, in.getDouble(), in.getDouble(), in.getDouble(), in.getDouble()));
        }
        return new ProfileSums(counts, List.copyOf(moments));
    }

    private static void write(ByteBuffer out, long number) {
        long rest = number;
        while (rest > 0x7F) {
            out.put((byte) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    private static long read(ByteBuffer in) {
        long number = 0;
        int shift = 0;
        byte next;
        do {
            next = in.get();
            number |= (next & 0x7FL) << shift;
            shift += 7;
        } while (next < 0);
        return number;
    }

    Reader reader() {
        return new Reader();
    }

    /** Hands the numbers out in their order. */
    final class Reader {
        private int nextCount;
        private int nextMoments;

        long count() {
            return counts[nextCount++];
        }

        Moments moments() {
            return moments.get(nextMoments++);
        }
    }

    /** Collects the numbers of profiles in the order in which a shape reads them. */
    private static final class Collected {
        private long[] counts = new long[512];
        private int size;
        private final List<Moments> moments = new ArrayList<>();

        long[] counts() {
            return Arrays.copyOf(counts, size);
        }

        void add(long missing, @Nullable BinnedNumbers numbers, @Nullable CategoryCounts categories) {
            add(missing);
            add(numbers);
            if (categories != null) {
                categories.counts().values().forEach(this::add);
                add(categories.other());
                add(categories.unseen());
            }
        }

        void add(@Nullable BinnedNumbers numbers) {
            if (numbers != null) {
                numbers.counts().forEach(this::add);
                moments.add(numbers.moments());
            }
        }

        private void add(long count) {
            if (size == counts.length) {
                counts = Arrays.copyOf(counts, 2 * size);
            }
            counts[size++] = count;
        }
    }
}
