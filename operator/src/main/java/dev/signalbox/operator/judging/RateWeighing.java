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

/** How often something happens: errors, rejections, nulls. */
final class RateWeighing implements Weighing {
    private static final double USUAL_RATE = 0.01;

    private final AlarmRule rule;
    private final EProcess harm;
    private final EProcess safe;
    private Tick sum = new Tick(0, 0, 0, 0);

    RateWeighing(AlarmRule rule) {
        this.rule = rule;
        this.harm = rule.comparesWithStable() ? new BurstAwareHarm(new Dispersion()) : LimitEvidence.exceeding(limit());
        this.safe = safety(rule);
    }

    private EProcess safety(AlarmRule of) {
        if (!of.comparesWithStable()) {
            return LimitEvidence.keeping(limit());
        }
        Double ratio = of.ratio();
        double margin = Weighing.or(of.margin(), 0);
        return ratio != null
                ? new RatioEvidence(ratio)
                : new NonInferiorityEvidence(margin, Math.min(USUAL_RATE, margin / 2));
    }

    private double limit() {
        return Weighing.or(rule.max(), 1);
    }

    @Override
    public void observe(Stretch stretch) {
        Counts ours = stretch.candidate();
        Counts theirs = stretch.stable();
        Tick tick = new Tick(trials(ours), events(ours), trials(theirs), events(theirs));
        harm.observe(tick);
        safe.observe(tick);
        sum = new Tick(
                sum.candidate() + tick.candidate(),
                sum.candidateEvents() + tick.candidateEvents(),
                sum.stable() + tick.stable(),
                sum.stableEvents() + tick.stableEvents());
    }

    @Override
    public Weighed weighed() {
        Weighed.Shown stable = shown(sum.stable(), sum.stableEvents());
        return new Weighed(
                harm.evidence(),
                safe.evidence(),
                shown(sum.candidate(), sum.candidateEvents()),
                stable,
                threshold(stable.value()));
    }

    private double threshold(double stable) {
        if (!rule.comparesWithStable()) {
            return limit();
        }
        Double ratio = rule.ratio();
        return ratio != null ? stable * ratio : stable + Weighing.or(rule.margin(), 0);
    }

    private static Weighed.Shown shown(long trials, long events) {
        return new Weighed.Shown(trials == 0 ? 0 : (double) events / trials, trials, events);
    }

    private long trials(Counts counts) {
        return rule.metric() == Metric.NULL_OUTPUT_RATE ? counts.answers().rows() : counts.requests();
    }

    /* Counters of one look are read one after the other: an event may be seen a moment before its request is. */
    private long events(Counts counts) {
        long events = switch (rule.metric()) {
            case NULL_OUTPUT_RATE -> counts.answers().nullRows();
            case REJECTION_RATE -> counts.rejections();
            default -> counts.errors();
        };
        return Math.min(events, trials(counts));
    }
}
