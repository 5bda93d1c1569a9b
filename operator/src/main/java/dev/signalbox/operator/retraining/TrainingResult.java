package dev.signalbox.operator.retraining;

import dev.signalbox.api.ModelVersion;
import org.jspecify.annotations.Nullable;

/**
 * A training's own report. {@code uri} is there where there is a new version; {@code figures} where both were judged.
 *
 * @param version the version that the report says it is of; null where it does not say
 */
public record TrainingResult(
        @Nullable ModelVersion version,
        @Nullable String uri,
        @Nullable String sha256,
        boolean baseline,
        long rows,
        @Nullable Figures figures,
        String summary) {
    private static final int LONGEST = 1_024;

    public TrainingResult {
        summary = Lines.bounded(summary, LONGEST);
    }

    /** How often both versions were right on the same held-out rows. */
    public record Figures(double stable, double candidate, long heldOut) {}
}
