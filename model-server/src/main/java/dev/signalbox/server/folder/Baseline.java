package dev.signalbox.server.folder;

import dev.signalbox.api.profile.CategoryBaseline;
import dev.signalbox.api.profile.NumericBaseline;
import java.util.HashMap;
import java.util.Map;

/** The profile of the training data, and a typical value of each feature by it. */
public record Baseline(
        Map<String, Double> medians, Map<String, String> modes, dev.signalbox.api.profile.Baseline profile) {
    /** The version of {@code baseline.json} that this code reads. */
    public static final int VERSION = dev.signalbox.api.profile.Baseline.VERSION;

    /** Where a model has no profile. */
    public static final Baseline NONE = of(dev.signalbox.api.profile.Baseline.NONE);

    public Baseline {
        medians = Map.copyOf(medians);
        modes = Map.copyOf(modes);
    }

    /** A profile, and what is typical by it. */
    static Baseline of(dev.signalbox.api.profile.Baseline profile) {
        Map<String, Double> medians = new HashMap<>();
        Map<String, String> modes = new HashMap<>();
        profile.features().forEach((name, feature) -> {
            switch (feature) {
                case NumericBaseline numbers -> {
                    if (numbers.median() != null) {
                        medians.put(name, numbers.median());
                    }
                }
                case CategoryBaseline categories ->
                    categories.counts().entrySet().stream()
                            .max(Map.Entry.comparingByValue())
                            .ifPresent(most -> modes.put(name, most.getKey()));
            }
        });
        return new Baseline(medians, modes, profile);
    }
}
