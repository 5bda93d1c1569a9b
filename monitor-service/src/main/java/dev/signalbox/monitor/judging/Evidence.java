package dev.signalbox.monitor.judging;

import dev.signalbox.api.statistics.BurstAwareHarm;
import dev.signalbox.api.statistics.EProcess;
import dev.signalbox.api.statistics.Gamma;
import dev.signalbox.api.statistics.PairedEvidence;
import dev.signalbox.api.statistics.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Gathers, tick by tick, what speaks for and against a candidate in one alarm. Not thread safe. */
final class Evidence {
    private final EProcess harm;
    private final EProcess safe;
    private final List<Step> path = new ArrayList<>();
    private long candidate;
    private long candidateEvents;
    private long stable;
    private long stableEvents;
    private long matched;
    private double expected;
    private @Nullable PairedEvidence paired;

    Evidence(EProcess harm, EProcess safe) {
        this.harm = harm;
        this.safe = safe;
    }

    private record Step(long trials, double safeLog) {}

    void observe(Tick tick) {
        harm.observe(tick);
        safe.observe(tick);
        candidate += tick.candidate();
        candidateEvents += tick.candidateEvents();
        stable += tick.stable();
        stableEvents += tick.stableEvents();
        if (tick.candidate() > 0 && tick.stable() > 0) {
            matched += tick.candidate();
            expected += (double) tick.candidate() * tick.stableEvents() / tick.stable();
        }
        path.add(new Step(candidate + stable, safe.logEvidence()));
    }

    double harm() {
        return Math.exp(Math.min(logHarm(), EProcess.LARGEST_LOG));
    }

    /* The mean of two e-values is one, however they depend on each other. */
    private double logHarm() {
        return paired == null
                ? harm.logEvidence()
                : Gamma.logMeanExp(new double[] {harm.logEvidence(), paired.logEvidence()});
    }

    /** From here on what requests that both versions answered say about harm counts as much as the ticks do. */
    void weigh(PairedEvidence pairs) {
        paired = pairs;
    }

    double safe() {
        return safe.evidence();
    }

    /** How much more stable varies than it would without bursts; empty where there are none that are known of. */
    OptionalDouble bursts() {
        return harm instanceof BurstAwareHarm aware && aware.isBursty()
                ? OptionalDouble.of(aware.phi())
                : OptionalDouble.empty();
    }

    long candidate() {
        return candidate;
    }

    long candidateEvents() {
        return candidateEvents;
    }

    long stable() {
        return stable;
    }

    double candidateRate() {
        return (double) candidateEvents / candidate;
    }

    /**
     * Stable's rate over the times at which the candidate had its trials: a weight that changes while the common rate does would
     * otherwise make one arm look worse than the other.
     */
    double stableRate() {
        return matched > 0 ? expected / matched : (double) stableEvents / stable;
    }

    /** How many more trials of both arms would show safety, if the evidence goes on growing as it lately did. */
    OptionalDouble trialsUntilSafe(double safeNeeded) {
        Step last = path.isEmpty() ? new Step(0, 0) : path.getLast();
        double missing = Math.log(safeNeeded) - last.safeLog();
        Step earlier = halfWay(last.trials());
        double growth = (last.safeLog() - earlier.safeLog()) / (last.trials() - earlier.trials());
        return missing > 0 && growth > 0 ? OptionalDouble.of(missing / growth) : OptionalDouble.empty();
    }

    private Step halfWay(long trials) {
        Step found = new Step(0, 0);
        for (Step step : path) {
            if (step.trials() > trials / 2) {
                break;
            }
            found = step;
        }
        return found;
    }
}
