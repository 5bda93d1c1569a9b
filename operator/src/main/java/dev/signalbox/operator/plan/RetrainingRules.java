package dev.signalbox.operator.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How new versions are trained, what starts a training, how many there may be, and what becomes of their results. */
public record RetrainingRules(Trainer trainer, Triggers triggers, Limits limits, Adoption adoption) {
    /**
     * What trains.
     *
     * @param command without a cluster; null: the trainer
     * @param job on Kubernetes
     * @param settings of the trainer, by the names that its variables have without their prefix
     * @param out the folder below which versions are written; null: the platform's own
     */
    public record Trainer(
            @Nullable List<String> command,
            ServerPlan.Fragment job,
            Map<String, String> settings,
            @Nullable String out) {
        public Trainer {
            command = command == null ? null : List.copyOf(command);
            settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        }
    }

    /** What starts a training without a person. */
    public record Triggers(
            @Nullable Signals signals, @Nullable Schedule schedule) {}

    /** How far the stable version may decay; a kind without a limit starts nothing. */
    public record Signals(
            @Nullable Double maxDrift,
            @Nullable Double minAccuracy,
            @Nullable Duration maxAge) {
        /** Whether decay of a kind, as the monitor names it, was given a limit. */
        public boolean has(String kind) {
            return switch (kind) {
                case "drift" -> maxDrift != null;
                case "accuracy" -> minAccuracy != null;
                case "age" -> maxAge != null;
                default -> false;
            };
        }
    }

    /** Points in time at equal distances. */
    public record Schedule(Duration every, Instant from) {
        public Schedule {
            if (!every.isPositive()) {
                throw new IllegalArgumentException(
                        "spec.retraining.schedule.every must be more than 0s, but is " + every);
            }
        }

        /** The last point that is not after a time; empty before the first. */
        public Optional<Instant> last(Instant now) {
            Duration since = Duration.between(from, now);
            return since.isNegative()
                    ? Optional.empty()
                    : Optional.of(from.plus(every.multipliedBy(since.dividedBy(every))));
        }

        /** The first point after a time. */
        public Instant next(Instant now) {
            return last(now).map(point -> point.plus(every)).orElse(from);
        }
    }

    /** How far back, how often, how long, and how many are remembered. */
    public record Limits(Duration window, Duration coolDown, int budgetPerWeek, Duration deadline, int history) {}

    /** What becomes of a result. */
    public record Adoption(AdoptionMode mode, @Nullable String webhook) {}
}
