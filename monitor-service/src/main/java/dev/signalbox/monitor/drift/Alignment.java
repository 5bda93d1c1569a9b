package dev.signalbox.monitor.drift;

import dev.signalbox.api.profile.BinnedNumbers;
import dev.signalbox.api.profile.CategoryCounts;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.OutputProfile;
import dev.signalbox.api.profile.ProfileKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Puts the counts of two profiles of the same thing bin beside bin, missing values in a bin of their own. */
public final class Alignment {
    /* A category that is that rare in both together says little by itself; chi-squared is wrong about such. */
    private static final long RARE = 5;

    private Alignment() {}

    /** Both in the same bins; empty where they were counted in different ones, or in none. */
    static Optional<TwoSamples> of(FeatureProfile reference, FeatureProfile current) {
        Bins bins = new Bins();
        BinnedNumbers from = reference.values();
        BinnedNumbers to = current.values();
        CategoryCounts named = reference.categories();
        CategoryCounts seen = current.categories();
        if (from != null
                && to != null
                && !from.edges().isEmpty()
                && from.edges().equals(to.edges())) {
            for (int bin = 0; bin < from.counts().size(); bin++) {
                bins.add(from.counts().get(bin), to.counts().get(bin));
            }
        } else if (named != null && seen != null) {
            addCategories(bins, named, seen);
        } else {
            return Optional.empty();
        }
        bins.add(reference.missing(), current.missing());
        return Optional.of(TwoSamples.of(bins.reference, bins.current));
    }

    private static void addCategories(Bins bins, CategoryCounts named, CategoryCounts seen) {
        boolean same = named.counts().keySet().equals(seen.counts().keySet());
        Set<String> common = new TreeSet<>(named.counts().keySet());
        common.retainAll(seen.counts().keySet());
        long others = named.total() - (same ? named.unseen() : 0);
        long othersSeen = seen.total() - (same ? seen.unseen() : 0);
        for (String category : common) {
            long here = named.counts().getOrDefault(category, 0L);
            long there = seen.counts().getOrDefault(category, 0L);
            if (here + there >= RARE) {
                bins.add(here, there);
                others -= here;
                othersSeen -= there;
            }
        }
        bins.add(others, othersSeen);
        if (same) {
            bins.add(named.unseen(), seen.unseen());
        }
    }

    /** An output as a feature is: nulls are missing values. */
    public static FeatureProfile ofOutput(OutputProfile output) {
        return new FeatureProfile(output.kind(), output.rows(), output.nulls(), output.values(), output.categories());
    }

    /** A confidence as a feature is. */
    public static @Nullable FeatureProfile ofConfidence(OutputProfile output) {
        BinnedNumbers confidence = output.confidence();
        return confidence == null ? null : FeatureProfile.ofNumbers(ProfileKind.NUMERIC, 0, confidence);
    }

    private static final class Bins {
        private final List<Long> reference = new ArrayList<>();
        private final List<Long> current = new ArrayList<>();

        void add(long before, long now) {
            reference.add(before);
            current.add(now);
        }
    }
}
