package dev.signalbox.monitor.learning;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.monitor.limits.Learned;
import dev.signalbox.monitor.limits.SeriesKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The learned limits of a deployment as of an instant; {@code frozen} while a rollout keeps what it does out of them. */
public record LimitsOverTime(DeploymentName deployment, Instant asOf, boolean frozen, List<Limit> limits) {
    public LimitsOverTime {
        limits = List.copyOf(limits);
    }

    /**
     * One limit: what is in force {@code since} then and where it is from, or {@code why} it is the hard one; {@code feature} names
     * what it is of, where a rule is about several. {@code next} is what comes with the next hour.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Limit(
            String alarm,
            Metric metric,
            @Nullable String feature,
            double limit,
            Learned.Source source,
            @Nullable String why,
            @Nullable Instant since,
            double hardMax,
            double falseAlarmsPerWeek,
            @Nullable String slot,
            @Nullable Integer visits,
            @Nullable Double usual,
            int hours,
            int alarmedHours,
            @Nullable Change next,
            List<Change> history) {
        static Limit of(AlarmRule rule, SeriesKey key, List<LimitStore.Kept> kept, Instant at) {
            Double most = rule.max();
            Double budget = rule.falseAlarmsPerWeek();
            double hardMax = most == null ? 0 : most;
            LimitStore.Kept inForce = kept.stream()
                    .filter(one -> !one.from().isAfter(at) && one.limit().isOf(rule))
                    .reduce((before, after) -> after)
                    .orElse(null);
            Learned learned = inForce == null
                    ? Learned.hard(hardMax, "nothing was learned for this rule yet", 0)
                    : inForce.limit().learned();
            return new Limit(
                    rule.name(),
                    rule.metric(),
                    key.series().equals(SeriesKey.WHOLE) ? null : key.series(),
                    learned.limit(),
                    learned.source(),
                    learned.why(),
                    inForce == null ? null : inForce.from(),
                    hardMax,
                    budget == null ? 0 : budget,
                    learned.slot(),
                    learned.visits(),
                    learned.usual(),
                    learned.hours(),
                    inForce == null ? 0 : inForce.limit().alarmedHours(),
                    kept.stream()
                            .filter(one -> one.from().isAfter(at))
                            .findFirst()
                            .map(Change::of)
                            .orElse(null),
                    kept.stream()
                            .filter(one -> !one.from().isAfter(at))
                            .map(Change::of)
                            .toList());
        }
    }

    /** What a limit became at an instant. */
    public record Change(Instant from, double limit, Learned.Source source, boolean frozen) {
        static Change of(LimitStore.Kept kept) {
            return new Change(
                    kept.from(),
                    kept.limit().learned().limit(),
                    kept.limit().learned().source(),
                    kept.limit().frozen());
        }
    }
}
