package dev.signalbox.monitor.learning;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.monitor.limits.LimitSchedule.Step;
import dev.signalbox.monitor.limits.LimitsInForce;
import dev.signalbox.monitor.limits.SeriesKey;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads which limits were in force while a candidate was judged. Thread safe. */
@Singleton
public class LimitReader {
    private final LimitStore store;

    LimitReader(LimitStore store) {
        this.store = store;
    }

    /**
     * The limits that were recorded for the rules of a policy and were in force between two instants. What was learned for another
     * rule, though of the same name, is not among them: the hard limit holds in its place.
     */
    public LimitsInForce inForce(DeploymentName deployment, JudgePolicy policy, Instant from, Instant to) {
        if (policy.alarms().stream().noneMatch(AlarmRule::learns)) {
            return LimitsInForce.NONE;
        }
        Map<SeriesKey, List<Step>> steps = new HashMap<>();
        store.between(deployment, from, to)
                .forEach((key, kept) -> rule(policy, key).ifPresent(rule -> {
                    List<Step> of = kept.stream()
                            .filter(one -> one.limit().isOf(rule))
                            .map(one ->
                                    new Step(one.from(), one.limit().learned().limit()))
                            .toList();
                    steps.put(key, of);
                }));
        return new LimitsInForce(steps);
    }

    private static Optional<AlarmRule> rule(JudgePolicy policy, SeriesKey key) {
        return policy.alarms().stream()
                .filter(rule -> rule.learns() && rule.name().equals(key.alarm()))
                .findFirst();
    }
}
