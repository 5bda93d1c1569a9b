package dev.signalbox.monitor.judging;

import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.statistics.ConfidenceSequence;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.Comparison;
import dev.signalbox.monitor.limits.LimitsInForce;
import dev.signalbox.monitor.profile.ProfileSlice;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** An alarm over the share of missing values of a feature, or of each of them. */
final class MissingAlarm {
    private final AlarmRule rule;
    private final Profiled profiled;
    private final Needed needed;
    private final LimitsInForce limits;

    MissingAlarm(AlarmRule rule, Profiled profiled, Needed needed, LimitsInForce limits) {
        this.limits = limits;
        this.rule = rule;
        this.profiled = profiled;
        this.needed = needed;
    }

    /** What one feature shows, and how much evidence it needs among so many. */
    record Found(String feature, Finding finding, Needed needed) {}

    /** The foremost feature: one that fires, or that is farthest from passing; empty where there was nothing to judge by. */
    Optional<Found> judge() {
        Set<String> features = features();
        Needed each = new Needed(needed.harm() * Math.max(1, features.size()), needed.safe());
        Optional<Found> foremost = Optional.empty();
        for (String feature : features) {
            Optional<Found> found = judge(feature).map(finding -> new Found(feature, finding, each));
            if (found.isPresent() && (foremost.isEmpty() || rank(found.get()) > rank(foremost.get()))) {
                foremost = found;
            }
        }
        return foremost;
    }

    private static double rank(Found found) {
        Finding finding = found.finding();
        double fires = ReasonWriter.fires(finding, found.needed()) ? 1e6 : 0;
        return fires
                + Math.log(finding.evidence().harm() + 1e-300)
                - Math.log(finding.evidence().safe() + 1e-300);
    }

    private Set<String> features() {
        Set<String> features = new TreeSet<>();
        String named = rule.feature();
        if (named != null && !named.equals(AlarmRule.ALL_FEATURES)) {
            features.add(named);
            return features;
        }
        profiled.candidate()
                .forEach(slice -> features.addAll(slice.profiles().features().keySet()));
        return features;
    }

    private Optional<Finding> judge(String feature) {
        if (rule.max() != null) {
            return new RateAlarm(rule, trials(feature), limits.of(rule, feature)).judge();
        }
        if (rule.comparedTo() != Comparison.Baseline) {
            return new RateAlarm(rule, trials(feature)).judge();
        }
        FeatureProfile trained = profiled.candidateBaseline().features().get(feature);
        if (trained == null || trained.rows() == 0) {
            return Optional.empty();
        }
        /* What the training data does not exclude is no evidence against the candidate. */
        double usual =
                ConfidenceSequence.ofRate(trained.missing(), trained.rows()).high();
        Double ratio = rule.ratio();
        Double margin = rule.margin();
        double limit = ratio != null ? usual * ratio : usual + (margin == null ? 0 : margin);
        AlarmRule absolute = AlarmRule.absolute(rule.name(), rule.metric(), Math.min(1, limit), rule.action());
        return new RateAlarm(absolute, trials(feature)).judge();
    }

    private Trials trials(String feature) {
        return Trials.of(
                counted(profiled.candidate(), feature),
                counted(profiled.stable(), feature),
                List.copyOf(counted(profiled.stableBefore(), feature).values()));
    }

    private static Map<Instant, Trials.Past> counted(List<ProfileSlice> slices, String feature) {
        Map<Instant, Trials.Past> counted = new TreeMap<>();
        for (ProfileSlice slice : slices) {
            FeatureProfile profile = slice.profiles().features().get(feature);
            if (profile != null) {
                counted.merge(slice.start(), new Trials.Past(profile.rows(), profile.missing()), Trials.Past::plus);
            }
        }
        return counted;
    }
}
