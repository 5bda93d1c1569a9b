package dev.signalbox.server.folder;

import java.util.Map;

/** The profile of the training data, as far as this server reads it: a typical value of each feature. */
public record Baseline(Map<String, Double> medians, Map<String, String> modes) {
    /** The version of {@code baseline.json} that this code reads. */
    public static final int VERSION = 1;

    /** Where a model has no profile. */
    public static final Baseline NONE = new Baseline(Map.of(), Map.of());

    public Baseline {
        medians = Map.copyOf(medians);
        modes = Map.copyOf(modes);
    }
}
