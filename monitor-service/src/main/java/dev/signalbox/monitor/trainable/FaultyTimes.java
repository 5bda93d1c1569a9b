package dev.signalbox.monitor.trainable;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.rollout.RolloutReport;
import dev.signalbox.api.verdict.Metric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When which version was not to be relied on: a candidate that was rolled back or never became stable, always; any version while
 * an alarm said that it was broken.
 */
public final class FaultyTimes {
    private final Candidacies candidacies;
    private final Map<ModelVersion, List<Span>> alarmed;

    private FaultyTimes(Candidacies candidacies, Map<ModelVersion, List<Span>> alarmed) {
        this.candidacies = candidacies;
        this.alarmed = alarmed;
    }

    /** By the history of the rollouts and that of the alarms, both oldest first. */
    public static FaultyTimes of(List<RolloutReport> reports, List<SignalTurn> turns) {
        Candidacies candidacies = new Candidacies();
        reports.forEach(candidacies::add);
        return new FaultyTimes(candidacies, alarmed(turns, candidacies));
    }

    /**
     * Whether an alarm of this metric says that something is broken. What says that the world, or the answers, moved does not:
     * those times are what has to be learned from.
     */
    public static boolean isOfFaults(Metric metric) {
        return switch (metric) {
            case FEATURE_DRIFT, PREDICTION_DRIFT, CONFIDENCE_DRIFT -> false;
            case DISAGREEMENT, ACCURACY, DECISION_AGREEMENT, CLICK_RATE, REDO_RATE -> false;
            default -> true;
        };
    }

    /** Why what a version answered at that time is not learned from; empty where nothing speaks against it. */
    public Optional<Omission> at(ModelVersion version, Instant at) {
        return candidacies
                .at(version, at)
                .or(() -> alarmed.getOrDefault(version, List.of()).stream()
                        .filter(span -> span.holds(at))
                        .map(Span::why)
                        .findFirst());
    }

    private record Key(ModelVersion version, String alarm) {}

    private static Map<ModelVersion, List<Span>> alarmed(List<SignalTurn> turns, Candidacies candidacies) {
        Map<ModelVersion, List<Span>> spans = new HashMap<>();
        Map<Key, Instant> firing = new HashMap<>();
        for (SignalTurn turn : turns) {
            String alarm = turn.alarm();
            if (alarm == null) {
                firing.forEach((key, since) -> add(spans, key, since, turn.at()));
                firing.clear();
                continue;
            }
            Key key = new Key(turn.version(), alarm);
            /* The history is bounded: what was firing when it begins, fired before. */
            Instant since = turn.before() ? firing.getOrDefault(key, Instant.MIN) : firing.get(key);
            firing.remove(key);
            if (since != null) {
                add(spans, key, since, turn.at());
            }
            if (turn.after()) {
                firing.put(key, turn.at());
            }
        }
        firing.forEach((key, since) -> add(spans, key, since, end(candidacies.promotions(key.version()), since)));
        return spans;
    }

    /* Nobody watches an alarm of a candidate any more once it is stable. */
    private static Instant end(List<Instant> promotions, Instant since) {
        return promotions.stream()
                .filter(promoted -> promoted.isAfter(since))
                .findFirst()
                .orElse(Instant.MAX);
    }

    private static void add(Map<ModelVersion, List<Span>> spans, Key key, Instant from, Instant to) {
        spans.computeIfAbsent(key.version(), v -> new ArrayList<>()).add(new Span(from, to, Omission.ALARM));
    }
}
