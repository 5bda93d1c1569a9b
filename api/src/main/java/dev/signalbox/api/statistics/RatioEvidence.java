package dev.signalbox.api.statistics;

import dev.signalbox.api.Require;

/**
 * Evidence that the candidate's rate is less than a multiple of stable's: against the hypothesis that in every tick it is at
 * least {@code ratio} times stable's. At small rates this takes many more trials than a margin does; a ratio of 1 can never be
 * shown.
 */
public final class RatioEvidence implements EProcess {
    private final double ratio;
    private double log;

    /** Evidence at this ratio. */
    public RatioEvidence(double ratio) {
        this.ratio = Require.within("ratio", ratio, 1.0, 1_000.0);
    }

    @Override
    public void observe(Tick tick) {
        if (tick.hasBothArms()) {
            log += tick.events() * Math.log1p(tick.share() * (ratio - 1)) - tick.candidateEvents() * Math.log(ratio);
        }
    }

    @Override
    public double logEvidence() {
        return log;
    }
}
