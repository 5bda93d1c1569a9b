package dev.signalbox.monitor.decay;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.rollout.RolloutReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Finds since when a version has been stable. */
public final class StableSince {
    private StableSince() {}

    /** By reports in the order of time: since the first of the latest that name it; empty where the latest does not. */
    public static Optional<Instant> of(List<RolloutReport> reports, ModelVersion version) {
        Instant since = null;
        for (RolloutReport report : reports.reversed()) {
            if (!version.equals(report.stable())) {
                break;
            }
            since = report.at();
        }
        return Optional.ofNullable(since);
    }
}
