package dev.signalbox.operator.retraining;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that is remembered of retraining.
 *
 * @param active the training that runs
 * @param history those of the past, newest first
 * @param adopted what stands for {@code spec.model}
 * @param starts when trainings were started in the last seven days, newest first
 * @param scheduledUpTo the last point of the schedule that is done with
 */
public record RetrainingState(
        @Nullable Training active,
        List<Trained> history,
        @Nullable Adopted adopted,
        List<Instant> starts,
        @Nullable Instant scheduledUpTo) {
    /** Nothing was ever trained. */
    public static final RetrainingState NONE = new RetrainingState(null, List.of(), null, List.of(), null);

    /** How long a start counts. */
    public static final Duration WEEK = Duration.ofDays(7);

    private static final int MOST_STARTS = 50;
    private static final int LONGEST_HISTORY = 20;

    public RetrainingState {
        history = history.stream().limit(LONGEST_HISTORY).toList();
        starts = starts.stream().limit(MOST_STARTS).toList();
    }

    /** Whether something is trained, or somebody is being told of what was. */
    public boolean underWay() {
        return active != null
                || last().map(trained -> trained.telling() != null).orElse(false);
    }

    /** The last training that ended. */
    public Optional<Trained> last() {
        return history.stream().findFirst();
    }

    /** A training runs from now on. */
    public RetrainingState starting(Training training) {
        List<Instant> recent = Stream.concat(Stream.of(training.startedAt()), starts.stream())
                .filter(start -> start.isAfter(training.startedAt().minus(WEEK)))
                .toList();
        return new RetrainingState(training, history, adopted, recent, scheduledUpTo);
    }

    /** The training that runs, at another try. */
    public RetrainingState trying(Training training) {
        return new RetrainingState(training, history, adopted, starts, scheduledUpTo);
    }

    /** None runs any more; the newest so many are remembered. */
    public RetrainingState ended(Trained trained, int remembered) {
        List<Trained> kept = Stream.concat(Stream.of(trained), history.stream())
                .limit(remembered)
                .toList();
        return new RetrainingState(null, kept, adopted, starts, scheduledUpTo);
    }

    /** Of a training of the past something else became. */
    public RetrainingState with(Trained changed) {
        List<Trained> others = history.stream()
                .map(past -> past.training().version().equals(changed.training().version()) ? changed : past)
                .toList();
        return new RetrainingState(active, others, adopted, starts, scheduledUpTo);
    }

    /** Something else stands for {@code spec.model}. */
    public RetrainingState adopting(@Nullable Adopted other) {
        return new RetrainingState(active, history, other, starts, scheduledUpTo);
    }

    /** The schedule is done with up to this point. */
    public RetrainingState scheduledUpTo(@Nullable Instant point) {
        return new RetrainingState(active, history, adopted, starts, point);
    }
}
