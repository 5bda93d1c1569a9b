package dev.signalbox.monitor.judging;

import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An alarm over a number that is known, not estimated: it is within its limit or it is not. */
final class SettledAlarm {
    private final AlarmRule rule;
    private final Question question;
    private final Timeline timeline;
    private final Map<String, Double> queried;

    SettledAlarm(AlarmRule rule, Question question, Timeline timeline, Map<String, Double> queried) {
        this.rule = rule;
        this.question = question;
        this.timeline = timeline;
        this.queried = queried;
    }

    /** The reason; empty where the number is not known. */
    Optional<Reason> judge() {
        return switch (rule.metric()) {
            case EJECTIONS -> ejections();
            case SILENCE -> silence();
            default -> Optional.ofNullable(queried.get(rule.name())).map(value -> settled(value, 0, ""));
        };
    }

    private Optional<Reason> ejections() {
        if (timeline.candidateRequests() == 0 && timeline.guarded().ejections() == 0) {
            return Optional.empty();
        }
        long withheld = timeline.guarded().withheld();
        String since = withheld == 0 ? "" : ", " + withheld + " requests of its share answered by stable since";
        return Optional.of(settled((double) timeline.guarded().ejections(), timeline.candidateRequests(), since));
    }

    private Optional<Reason> silence() {
        Instant seen = timeline.lastSeen();
        Instant from = seen == null || seen.isBefore(question.since()) ? question.since() : seen;
        Duration silent = Duration.between(from, question.asOf());
        return Optional.of(settled((double) Math.max(0, silent.toMillis()), timeline.candidateRequests(), ""));
    }

    private Reason settled(double value, long samples, String more) {
        Double max = rule.max();
        boolean broken = max != null ? value > max : rule.min() != null && value < rule.min();
        return ReasonWriter.settled(rule, value, samples, broken, more);
    }

    /** What a value is held against. */
    static @Nullable Double limit(AlarmRule rule) {
        return rule.max() != null ? rule.max() : rule.min();
    }
}
