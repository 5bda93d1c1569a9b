package dev.signalbox.api.profile;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.signalbox.api.Require;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How many numbers lie between frozen edges, and their moments. Bin 0 holds everything up to edge 0, minus infinity included,
 * bin i what is above edge i - 1 up to edge i, the last bin the rest. Only what was counted with the same edges adds up.
 */
public record BinnedNumbers(List<Double> edges, List<Long> counts, Moments moments) {
    public BinnedNumbers {
        edges = Bounds.edges("edges", edges);
        counts = Bounds.counts("counts", counts, edges.size());
        Require.present("moments", moments);
    }

    /** How many numbers were counted. */
    @JsonIgnore
    public long total() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    /** The sum of both, which must have the same edges. */
    public BinnedNumbers merge(BinnedNumbers other) {
        if (!edges.equals(other.edges)) {
            throw new IllegalArgumentException(
                    "edges must be the same to be added up, got " + edges + " and " + other.edges);
        }
        List<Long> sums = IntStream.range(0, counts.size())
                .mapToObj(bin -> counts.get(bin) + other.counts.get(bin))
                .toList();
        return new BinnedNumbers(edges, sums, moments.merge(other.moments));
    }
}
