package dev.signalbox.monitor.page;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.profile.BinnedNumbers;
import dev.signalbox.api.profile.CategoryCounts;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.monitor.drift.Drift;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a feature was distributed within some time, beside its training data: shares of the rows, bin by bin, and by every distance how
 * far both lie apart; no {@code drift} where they can not be compared.
 */
public record Distribution(
        ModelVersion version,
        String feature,
        long referenceRows,
        long rows,
        List<Bin> bins,
        @Nullable Drift drift) {
    private static final int FEWEST_DIGITS = 4;
    private static final int MOST_DIGITS = 17;

    /** A bin's share of the rows, then and now. */
    public record Bin(String name, double reference, double current) {}

    /** Both beside one another; the reference's shares are 0 where it is not known. */
    static Distribution of(
            ModelVersion version, String feature, @Nullable FeatureProfile reference, FeatureProfile current) {
        Map<String, Long> then = reference == null ? Map.of() : counts(reference);
        Map<String, Long> now = counts(current);
        long thenRows = reference == null ? 0 : reference.rows();
        List<Bin> bins = new ArrayList<>();
        now.forEach((name, count) ->
                bins.add(new Bin(name, share(then.getOrDefault(name, 0L), thenRows), share(count, current.rows()))));
        Drift drift = reference == null
                ? null
                : Drift.fromBaseline(feature, reference, current).orElse(null);
        return new Distribution(version, feature, thenRows, current.rows(), bins, drift);
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    private static Map<String, Long> counts(FeatureProfile profile) {
        Map<String, Long> counts = new LinkedHashMap<>();
        BinnedNumbers numbers = profile.values();
        if (numbers != null) {
            List<String> edges = names(numbers.edges());
            for (int bin = 0; bin < numbers.counts().size(); bin++) {
                counts.put(name(edges, bin), numbers.counts().get(bin));
            }
        }
        CategoryCounts categories = profile.categories();
        if (categories != null) {
            counts.putAll(categories.counts());
            counts.put("others known", categories.other());
            counts.put("never seen in training", categories.unseen());
        }
        counts.put("missing", profile.missing());
        return counts;
    }

    /** What lies in a bin: above the edge before it, up to its own. */
    private static String name(List<String> edges, int bin) {
        if (edges.isEmpty()) {
            return "any";
        }
        if (bin == 0) {
            return "up to " + edges.getFirst();
        }
        return bin == edges.size() ? "above " + edges.getLast() : edges.get(bin - 1) + " to " + edges.get(bin);
    }

    /* As few digits as tell the edges apart: two bins of one name would be one. */
    private static List<String> names(List<Double> edges) {
        int digits = FEWEST_DIGITS;
        List<String> names = rounded(edges, digits);
        while (digits < MOST_DIGITS && Set.copyOf(names).size() < edges.size()) {
            names = rounded(edges, ++digits);
        }
        return names;
    }

    private static List<String> rounded(List<Double> edges, int digits) {
        return edges.stream()
                .map(edge -> BigDecimal.valueOf(edge)
                        .round(new MathContext(digits))
                        .stripTrailingZeros()
                        .toPlainString())
                .toList();
    }
}
