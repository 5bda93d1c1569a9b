package dev.signalbox.monitor.limits;

import dev.signalbox.api.rollout.RolloutReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is learned at an instant: from the hours before {@code until}, the limit of the hour {@code present} that it is in, and of the
 * {@code next} one as soon as that is due. While a rollout is under way nothing of its time is learned from: it is {@code frozen}.
 */
public record LearningTime(
        long until, long present, @Nullable Long next, boolean frozen) {
    /* What belongs to the hour before has come by then, but from senders that were cut off. */
    private static final Duration DUE = Duration.ofMinutes(10);

    /** By the operator's reports, oldest first. */
    public static LearningTime at(Instant now, List<RolloutReport> reports) {
        long present = Hour.of(now.getEpochSecond());
        boolean due = now.getEpochSecond() - Hour.second(present) >= DUE.toSeconds();
        RolloutReport.Candidate candidate =
                reports.isEmpty() ? null : reports.getLast().candidate();
        long began = candidate == null ? present : Hour.of(candidate.startedAt().getEpochSecond());
        return new LearningTime(Math.min(present, began), present, due ? present + 1 : null, candidate != null);
    }
}
