package dev.signalbox.api.statistics;

import dev.signalbox.api.Require;
import java.util.Arrays;

/**
 * Evidence about the candidate's own rate and a limit; stable has no part in it. The limit may be another one from some tick on, as
 * long as that does not depend on what came of the ticks.
 */
public final class LimitEvidence implements EProcess {
    /* A mixture of bets on rates beyond (or below) the limit, each a likelihood ratio against the limit itself, which is the
     * hypothesis' point nearest to it. */
    private static final double[] STRENGTHS = {1.25, 1.5, 2, 3, 4, 6, 10};

    private static final double NEXT_TO_NOTHING = 1e-15;

    private final boolean exceeding;
    private final double[] perEvent = new double[STRENGTHS.length];
    private final double[] perOther = new double[STRENGTHS.length];
    private final double[] logs = new double[STRENGTHS.length];

    private LimitEvidence(boolean exceeding, double limit) {
        this.exceeding = exceeding;
        from(limit);
    }

    /** The limit from the next tick on. */
    public void from(double limit) {
        Require.within("limit", limit, 0.0, 1.0);
        if (exceeding) {
            exceedingFrom(limit);
        } else {
            keepingFrom(limit);
        }
    }

    private void bet(double limit, double[] rates) {
        for (int j = 0; j < rates.length; j++) {
            perEvent[j] = Math.log(rates[j] / limit);
            perOther[j] = Math.log1p(-rates[j]) - Math.log1p(-limit);
        }
    }

    /** Evidence against a rate of at most the limit, that is for the limit being exceeded. */
    public static LimitEvidence exceeding(double limit) {
        return new LimitEvidence(true, limit);
    }

    private void exceedingFrom(double limit) {
        double[] rates = new double[STRENGTHS.length];
        for (int j = 0; j < rates.length; j++) {
            /* Half-way to 1 at most: a bet on certainty would be lost for good at the first trial without the event. A limit of
             * 0 is broken by one event: a bet on next to nothing costs next to nothing, and wins without bound. */
            rates[j] = limit == 0 ? NEXT_TO_NOTHING : Math.min(STRENGTHS[j] * limit, (1 + limit) / 2);
        }
        bet(limit == 1 ? 0.5 : limit, limit == 1 ? filled(0.5) : rates);
    }

    /** Evidence against a rate of at least the limit, that is for the limit being kept. A limit of 0 can never be shown. */
    public static LimitEvidence keeping(double limit) {
        return new LimitEvidence(false, limit);
    }

    private void keepingFrom(double limit) {
        double[] rates = new double[STRENGTHS.length];
        for (int j = 0; j < rates.length; j++) {
            rates[j] = limit / STRENGTHS[j];
        }
        bet(limit == 0 ? 0.5 : limit, limit == 0 ? filled(0.5) : rates);
    }

    @Override
    public void observe(Tick tick) {
        long others = tick.candidate() - tick.candidateEvents();
        for (int j = 0; j < logs.length; j++) {
            logs[j] += (tick.candidateEvents() == 0 ? 0 : tick.candidateEvents() * perEvent[j])
                    + (others == 0 ? 0 : others * perOther[j]);
        }
    }

    @Override
    public double logEvidence() {
        return LogSpace.logMeanExp(logs);
    }

    private static double[] filled(double rate) {
        double[] rates = new double[STRENGTHS.length];
        Arrays.fill(rates, rate);
        return rates;
    }
}
