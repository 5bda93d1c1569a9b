package dev.signalbox.operator.judging;

import dev.signalbox.api.statistics.BurstAwareHarm;
import dev.signalbox.api.statistics.Dispersion;
import dev.signalbox.api.statistics.EProcess;
import dev.signalbox.api.statistics.LimitEvidence;
import dev.signalbox.api.statistics.NonInferiorityEvidence;
import dev.signalbox.api.statistics.RatioEvidence;
import dev.signalbox.api.statistics.Tick;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.Metric;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What speaks for and against a candidate in one alarm, and what both versions showed. */
record Weighed(double harm, double safe, Shown candidate, Shown stable, double threshold) {
    private static final double USUAL_RATE = 0.01;
    private static final double QUANTILE = 0.99;
    private static final double BEYOND = 1 - QUANTILE;

    /* As the monitor's: a candidate at stable's own percentile is safe after some hundred requests, not after thousands. */
    private static final double SLACK = 0.026;

    /** With fewer earlier requests of stable, its 99th percentile is not known at all. */
    private static final long LEAST_REFERENCE = 100;

    /** An estimate and what it rests on. */
    record Shown(double value, long samples, long events) {}

    /** How often something happens: errors, rejections, nulls. */
    static Weighed rate(AlarmRule rule, List<Stretch> stretches) {
        Double ratio = rule.ratio();
        double limit = or(rule.max(), 1);
        double margin = or(rule.margin(), 0);
        EProcess harm =
                rule.comparesWithStable() ? new BurstAwareHarm(new Dispersion()) : LimitEvidence.exceeding(limit);
        EProcess safe = !rule.comparesWithStable()
                ? LimitEvidence.keeping(limit)
                : ratio != null
                        ? new RatioEvidence(ratio)
                        : new NonInferiorityEvidence(margin, Math.min(USUAL_RATE, margin / 2));
        Tick sum = new Tick(0, 0, 0, 0);
        for (Stretch stretch : stretches) {
            Counts ours = stretch.candidate();
            Counts theirs = stretch.stable();
            Tick tick = new Tick(
                    trials(rule.metric(), ours),
                    events(rule.metric(), ours),
                    trials(rule.metric(), theirs),
                    events(rule.metric(), theirs));
            harm.observe(tick);
            safe.observe(tick);
            sum = plus(sum, tick);
        }
        Shown stable = shown(sum.stable(), sum.stableEvents());
        double threshold =
                !rule.comparesWithStable() ? limit : ratio != null ? stable.value() * ratio : stable.value() + margin;
        return new Weighed(
                harm.evidence(), safe.evidence(), shown(sum.candidate(), sum.candidateEvents()), stable, threshold);
    }

    /**
     * The 99th percentile, by how many requests are slower than limits that stable's own earlier ones foretell. Of a bucket that holds the
     * limit, none counts as slower where harm is to be shown, and all of them where safety is.
     */
    static Weighed latency(AlarmRule rule, List<Stretch> stretches) {
        boolean against = rule.comparesWithStable();
        EProcess harm = against ? new BurstAwareHarm(new Dispersion()) : LimitEvidence.exceeding(BEYOND);
        EProcess safe = against ? new NonInferiorityEvidence(SLACK, BEYOND) : LimitEvidence.keeping(BEYOND);
        Latencies candidate = Latencies.NONE;
        Latencies stable = Latencies.NONE;
        for (Stretch stretch : stretches) {
            Latencies ours = stretch.candidate().answers().latency();
            Latencies theirs = stretch.stable().answers().latency();
            double usual = stable.quantile(QUANTILE);
            double limit = against ? allowed(rule, usual) : or(rule.max(), 0);
            if (!against || stable.total() >= LEAST_REFERENCE) {
                long slower = theirs.slowerThan(usual);
                harm.observe(new Tick(ours.total(), ours.slowerThan(limit), theirs.total(), slower));
                safe.observe(new Tick(ours.total(), ours.perhapsSlowerThan(limit), theirs.total(), slower));
            }
            candidate = candidate.plus(ours);
            stable = stable.plus(theirs);
        }
        Shown reference = percentile(stable);
        return new Weighed(
                harm.evidence(),
                safe.evidence(),
                percentile(candidate),
                reference,
                against ? allowed(rule, reference.value()) : or(rule.max(), 0));
    }

    boolean judgeable(boolean againstStable) {
        return candidate.samples() > 0 && (!againstStable || stable.samples() > 0);
    }

    private static double allowed(AlarmRule rule, double stable) {
        return Math.max(stable * or(rule.ratio(), 1), stable + or(rule.margin(), 0));
    }

    private static Shown percentile(Latencies latencies) {
        return new Shown(latencies.quantile(QUANTILE), latencies.total(), 0);
    }

    private static Shown shown(long trials, long events) {
        return new Shown(trials == 0 ? 0 : (double) events / trials, trials, events);
    }

    private static Tick plus(Tick a, Tick b) {
        return new Tick(
                a.candidate() + b.candidate(),
                a.candidateEvents() + b.candidateEvents(),
                a.stable() + b.stable(),
                a.stableEvents() + b.stableEvents());
    }

    private static long trials(Metric metric, Counts counts) {
        return metric == Metric.NULL_OUTPUT_RATE ? counts.answers().rows() : counts.requests();
    }

    /* Counters of one look are read one after the other: an event may be seen a moment before its request is. */
    private static long events(Metric metric, Counts counts) {
        long events = switch (metric) {
            case NULL_OUTPUT_RATE -> counts.answers().nullRows();
            case REJECTION_RATE -> counts.rejections();
            default -> counts.errors();
        };
        return Math.min(events, trials(metric, counts));
    }

    private static double or(@Nullable Double given, double otherwise) {
        return given == null ? otherwise : given;
    }
}
