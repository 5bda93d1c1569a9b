package dev.signalbox.monitor.learning;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.monitor.limits.LearningTime;
import dev.signalbox.monitor.limits.SeriesKey;
import dev.signalbox.monitor.metrics.MeterNames;
import dev.signalbox.monitor.store.StoreFailedException;
import dev.signalbox.monitor.store.StoreUnavailableException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** Learns limits every hour, and shows those in force. */
@Singleton
class Learning {
    private static final Logger LOG = Logger.getLogger(Learning.class);
    private static final int MOST_SHOWN = 5_000;

    private final LearnedPolicies policies;
    private final LimitKeeper keeper;
    private final LimitStore limits;
    private final Clock clock;
    private final MultiGauge inForce;
    private final MultiGauge hardMax;
    private Map<DeploymentName, Done> done = Map.of();

    Learning(LearnedPolicies policies, LimitKeeper keeper, LimitStore limits, MeterRegistry registry, Clock clock) {
        this.policies = policies;
        this.keeper = keeper;
        this.limits = limits;
        this.clock = clock;
        this.inForce = MultiGauge.builder(MeterNames.LIMIT_IN_FORCE).register(registry);
        this.hardMax = MultiGauge.builder(MeterNames.LIMIT_HARD_MAX).register(registry);
    }

    /** What was learned last for a deployment: by which policy, and at which time. Who starts anew finds it recorded. */
    private record Done(JudgePolicy policy, LearningTime time) {}

    @Scheduled(every = "1m", delayed = "20s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void run() {
        try {
            learn(clock.instant());
        } catch (StoreUnavailableException | StoreFailedException e) {
            LOG.warn("Limits could not be learned, will try again");
        }
    }

    /** Learns what is due at an instant, and shows what is in force. */
    synchronized void learn(Instant now) {
        Map<DeploymentName, JudgePolicy> found = policies.find();
        Map<DeploymentName, Done> next = new HashMap<>();
        List<MultiGauge.Row<?>> limitRows = new ArrayList<>();
        List<MultiGauge.Row<?>> hardRows = new ArrayList<>();
        found.forEach((deployment, policy) -> {
            try {
                next.put(deployment, learn(deployment, policy, now));
                show(deployment, policy, now, limitRows, hardRows);
            } catch (StoreFailedException e) {
                LOG.warnf("Limits could not be learned, will try again: deployment=%s", deployment);
            }
        });
        done = next;
        inForce.register(limitRows, true);
        hardMax.register(hardRows, true);
    }

    private Done learn(DeploymentName deployment, JudgePolicy policy, Instant now) {
        Done due = new Done(policy, keeper.time(deployment, now));
        if (!due.equals(done.get(deployment))) {
            keeper.keep(deployment, policy, now);
        }
        return due;
    }

    private void show(
            DeploymentName deployment,
            JudgePolicy policy,
            Instant now,
            List<MultiGauge.Row<?>> limitRows,
            List<MultiGauge.Row<?>> hardRows) {
        Map<SeriesKey, List<LimitStore.Kept>> kept = limits.between(deployment, now, now);
        for (AlarmRule rule : policy.alarms()) {
            kept.forEach((key, of) -> {
                RecordedLimit limit = of.getLast().limit();
                Double most = rule.max();
                if (key.alarm().equals(rule.name())
                        && limit.isOf(rule)
                        && most != null
                        && limitRows.size() < MOST_SHOWN) {
                    Tags tags = Tags.of(
                            MeterNames.DEPLOYMENT,
                            deployment.toString(),
                            MeterNames.ALARM,
                            key.alarm(),
                            MeterNames.FEATURE,
                            key.series());
                    limitRows.add(MultiGauge.Row.of(tags, limit.learned().limit()));
                    hardRows.add(MultiGauge.Row.of(tags, most));
                }
            });
        }
    }
}
