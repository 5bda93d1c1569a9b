package dev.signalbox.monitor.limits;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.rollout.RolloutReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds which version was stable in which whole hours. */
public final class StableHours {
    private final long from;
    private final long to;
    private final List<Span> spans = new ArrayList<>();

    private StableHours(long from, long to) {
        this.from = from;
        this.to = to;
    }

    /** A version was stable in the hours {@code [from, to)}. */
    public record Span(ModelVersion version, long from, long to) {}

    /**
     * By what the operator told, oldest first: spans of whole hours within {@code [from, to)}. An hour in which another version
     * became stable is in none, and neither is one of which nothing was told.
     */
    public static List<Span> of(List<RolloutReport> reports, long from, long to) {
        StableHours hours = new StableHours(from, to);
        ModelVersion stable = null;
        Instant since = Instant.EPOCH;
        for (RolloutReport report : reports) {
            if (!Objects.equals(report.stable(), stable)) {
                hours.add(stable, since, Hour.of(report.at().getEpochSecond()));
                stable = report.stable();
                since = report.at();
            }
        }
        hours.add(stable, since, to);
        return hours.spans;
    }

    private void add(@Nullable ModelVersion version, Instant since, long until) {
        long first = Math.max(from, Hour.of(since.minusNanos(1).getEpochSecond()) + 1);
        long end = Math.min(to, until);
        if (version != null && first < end) {
            spans.add(new Span(version, first, end));
        }
    }
}
