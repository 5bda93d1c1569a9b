package dev.signalbox.monitor.training;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.rollout.RolloutReport;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.api.verdict.Signal;
import dev.signalbox.monitor.baseline.BaselineStore;
import dev.signalbox.monitor.changes.Change;
import dev.signalbox.monitor.changes.ChangeStore;
import dev.signalbox.monitor.policy.PolicyStore;
import dev.signalbox.monitor.rollout.RolloutStore;
import dev.signalbox.monitor.trainable.FaultyTimes;
import dev.signalbox.monitor.trainable.SignalTurn;
import dev.signalbox.monitor.trainable.TrainingRule;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Reads what is known of a deployment's past, as the rule of what is learned from. Thread safe. */
@Singleton
class TrainingHistory {
    private static final int MOST = 2_000;
    /* An output of several values is counted by column, name[0] and so on. */
    private static final char COLUMN = '[';

    private final RolloutStore rollouts;
    private final ChangeStore changes;
    private final PolicyStore policies;
    private final BaselineStore baselines;

    TrainingHistory(RolloutStore rollouts, ChangeStore changes, PolicyStore policies, BaselineStore baselines) {
        this.rollouts = rollouts;
        this.changes = changes;
        this.policies = policies;
        this.baselines = baselines;
    }

    TrainingRule rule(DeploymentName deployment, Instant now) {
        List<RolloutReport> reports = rollouts.changes(deployment, Instant.EPOCH, now, MOST);
        return new TrainingRule(FaultyTimes.of(reports, turns(deployment)), outputs(deployment, reports));
    }

    private List<SignalTurn> turns(DeploymentName deployment) {
        Map<String, Metric> metrics = metrics(deployment);
        List<SignalTurn> turns = new ArrayList<>();
        for (Change change : changes.of(deployment)) {
            String alarm = change.alarm();
            if (change.kind() == Change.Kind.CANDIDATE) {
                turns.add(SignalTurn.anew(change.at(), change.candidate()));
            } else if (alarm != null && isOfFaults(metrics, alarm)) {
                turns.add(new SignalTurn(
                        change.at(),
                        change.candidate(),
                        alarm,
                        Signal.Firing.name().equals(change.from()),
                        Signal.Firing.name().equals(change.to())));
            }
        }
        return turns;
    }

    /* An alarm that the policy does not name any more may have been of a fault. */
    private static boolean isOfFaults(Map<String, Metric> metrics, String alarm) {
        Metric metric = metrics.get(alarm);
        return metric == null || FaultyTimes.isOfFaults(metric);
    }

    private Map<String, Metric> metrics(DeploymentName deployment) {
        Map<String, Metric> metrics = new HashMap<>();
        JudgePolicy.DEFAULT_ALARMS.forEach(alarm -> metrics.put(alarm.name(), alarm.metric()));
        for (AlarmRule alarm : policies.get(deployment).map(JudgePolicy::alarms).orElse(List.of())) {
            metrics.put(alarm.name(), alarm.metric());
        }
        return metrics;
    }

    private Set<String> outputs(DeploymentName deployment, List<RolloutReport> reports) {
        Set<String> names = new HashSet<>();
        reports.stream()
                .flatMap(TrainingHistory::versions)
                .distinct()
                .flatMap(version -> baselines.get(deployment, version).stream())
                .forEach(baseline -> {
                    baseline.outputs().keySet().forEach(name -> names.add(plain(name)));
                    baseline.features().keySet().forEach(name -> names.remove(plain(name)));
                });
        return names;
    }

    private static String plain(String column) {
        int bracket = column.indexOf(COLUMN);
        return bracket < 0 ? column : column.substring(0, bracket);
    }

    private static Stream<ModelVersion> versions(RolloutReport report) {
        RolloutReport.Candidate candidate = report.candidate();
        return Stream.of(report.stable(), candidate == null ? null : candidate.version())
                .filter(Objects::nonNull);
    }
}
