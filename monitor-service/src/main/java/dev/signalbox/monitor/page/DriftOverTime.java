package dev.signalbox.monitor.page;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.profile.ProfileKind;
import java.util.List;

/** How far the features of versions lay from their training data, step by step; times are seconds since 1970. */
public record DriftOverTime(long stepSeconds, List<Long> times, List<OfVersion> versions) {
    /** The features of one version; none where its training data are not known. */
    public record OfVersion(ModelVersion version, boolean hasBaseline, List<OfFeature> features) {}

    /** One feature, with a point for each step in which it was seen. */
    public record OfFeature(String name, ProfileKind kind, List<Point> points) {}

    /**
     * One step: {@code effect} is the population stability index without what chance alone makes of it, {@code rows} how many
     * values it rests on.
     */
    public record Point(long at, double effect, long rows) {}
}
