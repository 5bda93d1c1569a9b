package dev.signalbox.api.profile;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts categories by their index: one look into a small table each. Not thread safe. */
public final class CategoryCounter implements ValueCounter {
    /* Of each known category, where it is counted: among the named ones, or with the others or the unseen behind them. */
    private final int[] slots;
    private final List<String> named;
    private final long[] counts;
    private long missing;

    private CategoryCounter(int[] slots, List<String> named) {
        this.slots = slots;
        this.named = named;
        this.counts = new long[named.size() + 2];
    }

    /**
     * Counts the categories that a signature knows, in its order. The most frequent of the baseline are counted by name; where
     * there is no baseline, the first.
     */
    public static CategoryCounter of(List<String> known, Map<String, Long> baseline) {
        List<String> named = known.stream()
                .filter(name -> seen(name, baseline))
                .sorted(Comparator.comparingLong((String name) -> -baseline.getOrDefault(name, 0L)))
                .limit(CategoryCounts.MOST)
                .toList();
        int[] slots = new int[known.size()];
        for (int i = 0; i < slots.length; i++) {
            int place = named.indexOf(known.get(i));
            slots[i] = place >= 0 ? place : named.size() + (seen(known.get(i), baseline) ? 0 : 1);
        }
        return new CategoryCounter(slots, named);
    }

    private static boolean seen(String name, Map<String, Long> baseline) {
        return baseline.isEmpty() || baseline.getOrDefault(name, 0L) > 0;
    }

    @Override
    public void add(double value) {
        int index = value >= 0 ? (int) value : -1;
        counts[index >= 0 && index < slots.length ? slots[index] : counts.length - 1]++;
    }

    @Override
    public void addMissing() {
        missing++;
    }

    @Override
    public FeatureProfile drain() {
        Map<String, Long> byName = new TreeMap<>();
        for (int i = 0; i < named.size(); i++) {
            byName.put(named.get(i), counts[i]);
        }
        FeatureProfile profile = FeatureProfile.ofCategories(
                missing, new CategoryCounts(byName, counts[named.size()], counts[named.size() + 1]));
        Arrays.fill(counts, 0);
        missing = 0;
        return profile;
    }
}
