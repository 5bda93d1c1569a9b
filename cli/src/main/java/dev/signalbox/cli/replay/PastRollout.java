package dev.signalbox.cli.replay;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.rollout.RolloutReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A rollout of the past: which version was judged beside which, from its first share of requests on, until it was promoted or taken
 * back. {@code end} is null where it goes on; {@code outcome} is what the operator said last.
 */
public record PastRollout(
        ModelVersion candidate,
        ModelVersion stable,
        Instant since,
        @Nullable Instant end,
        RolloutReport outcome) {

    /** The last rollout, or the last of a version, in the operator's reports, oldest first. */
    public static Optional<PastRollout> last(List<RolloutReport> reports, @Nullable ModelVersion version) {
        Optional<PastRollout> found = Optional.empty();
        for (int at = 0; at < reports.size(); at++) {
            RolloutReport report = reports.get(at);
            RolloutReport.Candidate candidate = report.candidate();
            ModelVersion stable = report.stable();
            if (candidate != null
                    && candidate.servingSince() != null
                    && stable != null
                    && (version == null || version.equals(candidate.version()))
                    && found.filter(one -> one.is(candidate)).isEmpty()) {
                found = Optional.of(from(reports.subList(at, reports.size()), candidate, stable));
            }
        }
        return found;
    }

    private boolean is(RolloutReport.Candidate other) {
        return candidate.equals(other.version()) && since.equals(other.servingSince());
    }

    private static PastRollout from(
            List<RolloutReport> reports, RolloutReport.Candidate candidate, ModelVersion stable) {
        Instant since = candidate.servingSince() == null ? candidate.startedAt() : candidate.servingSince();
        RolloutReport last = reports.getFirst();
        for (RolloutReport report : reports) {
            last = report;
            if (isOver(report, candidate)) {
                return new PastRollout(candidate.version(), stable, since, report.phaseSince(), report);
            }
        }
        return new PastRollout(candidate.version(), stable, since, null, last);
    }

    private static boolean isOver(RolloutReport report, RolloutReport.Candidate candidate) {
        RolloutReport.Candidate now = report.candidate();
        boolean another = now == null || !now.version().equals(candidate.version());
        return another
                || switch (report.phase()) {
                    case "RollingBack", "RolledBack", "Promoting", "Stable" -> true;
                    default -> false;
                };
    }
}
