package dev.signalbox.monitor.learning;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.rollout.RolloutReport;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.api.verdict.Signal;
import dev.signalbox.monitor.changes.Change;
import dev.signalbox.monitor.changes.ChangeStore;
import dev.signalbox.monitor.limits.Aim;
import dev.signalbox.monitor.limits.AlarmedHours;
import dev.signalbox.monitor.limits.Hour;
import dev.signalbox.monitor.limits.LearningTime;
import dev.signalbox.monitor.limits.LimitLearner;
import dev.signalbox.monitor.limits.SeriesKey;
import dev.signalbox.monitor.limits.StableHours;
import dev.signalbox.monitor.rollout.RolloutStore;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Learns the limits of a deployment's rules and records those that are others than before. Thread safe. */
@Singleton
class LimitKeeper {
    private static final int MOST_REPORTS = 2_000;

    /** Below these, amounts are not told apart: a tenth of a millisecond, a hundredth of a distance. */
    private static final double LEAST_MILLIS = 0.1;

    private static final double LEAST_DISTANCE = 0.01;

    private final HourReader hours;
    private final RolloutStore rollouts;
    private final ChangeStore changes;
    private final LimitStore limits;

    LimitKeeper(HourReader hours, RolloutStore rollouts, ChangeStore changes, LimitStore limits) {
        this.hours = hours;
        this.rollouts = rollouts;
        this.changes = changes;
        this.limits = limits;
    }

    /** What is to be learned at an instant. */
    LearningTime time(DeploymentName deployment, Instant now) {
        return LearningTime.at(now, rollouts.changes(deployment, Instant.EPOCH, now, 1));
    }

    /**
     * Records what is in force from now on where nothing is for a rule as it is, and what will be in the next hour where that is due.
     */
    void keep(DeploymentName deployment, JudgePolicy policy, Instant now) {
        List<AlarmRule> rules =
                policy.alarms().stream().filter(AlarmRule::learns).toList();
        LearningTime time = time(deployment, now);
        Map<SeriesKey, List<LimitStore.Kept>> inForce = limits.between(deployment, now, now);
        if (time.next() == null && rules.stream().allMatch(rule -> isInForce(inForce, rule))) {
            return;
        }
        List<RolloutReport> reports = rollouts.changes(deployment, Instant.EPOCH, now, MOST_REPORTS);
        NavigableSet<Long> alarmed = AlarmedHours.of(turns(deployment), reports, now);
        Map<SeriesKey, List<Hour>> seen = new TreeMap<>(hours.read(
                deployment, rules, StableHours.of(reports, time.until() - LimitLearner.HISTORY, time.until())));
        for (AlarmRule rule : rules) {
            if (!isOfFeatures(rule)) {
                seen.putIfAbsent(new SeriesKey(rule.name(), SeriesKey.WHOLE), List.of());
            }
            int series = (int) seen.keySet().stream()
                    .filter(key -> key.alarm().equals(rule.name()))
                    .count();
            seen.forEach((key, of) -> {
                if (key.alarm().equals(rule.name())) {
                    Series one = new Series(rule, key, of, alarmed, aim(rule, series));
                    boolean present = inForce.containsKey(key)
                            && inForce.get(key).getLast().limit().isOf(rule);
                    keep(deployment, one, time, present ? null : now);
                }
            });
        }
    }

    private static boolean isInForce(Map<SeriesKey, List<LimitStore.Kept>> inForce, AlarmRule rule) {
        return inForce.values().stream().anyMatch(of -> of.getLast().limit().isOf(rule));
    }

    private record Series(AlarmRule rule, SeriesKey key, List<Hour> hours, NavigableSet<Long> alarmed, Aim aim) {}

    private void keep(DeploymentName deployment, Series series, LearningTime time, @Nullable Instant missing) {
        List<Hour> quiet = new ArrayList<>(series.hours());
        quiet.removeIf(hour -> series.alarmed().contains(hour.hour()));
        int alarmed = series.hours().size() - quiet.size();
        LimitLearner learner = LimitLearner.of(series.aim(), quiet, time.until());
        if (missing != null) {
            limits.put(
                    deployment,
                    series.key(),
                    missing.truncatedTo(ChronoUnit.SECONDS),
                    new RecordedLimit(series.rule(), learner.limit(time.present()), alarmed, time.frozen()));
        }
        Long next = time.next();
        if (next != null) {
            limits.put(
                    deployment,
                    series.key(),
                    Instant.ofEpochSecond(Hour.second(next)),
                    new RecordedLimit(series.rule(), learner.limit(next), alarmed, time.frozen()));
        }
    }

    static boolean isOfFeatures(AlarmRule rule) {
        return rule.metric().isOfFeatures() || rule.metric().isDrift();
    }

    private static Aim aim(AlarmRule rule, int series) {
        Double hardMax = rule.max();
        Double budget = rule.falseAlarmsPerWeek();
        double most = hardMax == null ? 0 : hardMax;
        double perWeek = budget == null ? 1 : budget;
        if (rule.metric().isRate()) {
            return Aim.ofRate(most, perWeek, series);
        }
        boolean millis = rule.metric() == Metric.LATENCY_P99;
        return Aim.ofAmount(most, perWeek, series, millis ? LEAST_MILLIS : LEAST_DISTANCE);
    }

    private List<AlarmedHours.Turn> turns(DeploymentName deployment) {
        List<AlarmedHours.Turn> turns = new ArrayList<>();
        for (Change change : changes.of(deployment)) {
            if (change.kind() == Change.Kind.CANDIDATE) {
                turns.add(new AlarmedHours.Turn(change.at(), null, false));
            } else if (change.kind() == Change.Kind.SIGNAL) {
                turns.add(new AlarmedHours.Turn(
                        change.at(), change.alarm(), Signal.Firing.name().equals(change.to())));
            }
        }
        return turns;
    }
}
