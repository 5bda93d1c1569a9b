package dev.signalbox.api.statistics;

/**
 * Evidence that the candidate's events are more frequent than stable's: against the hypothesis that in every tick the
 * candidate's rate is at most stable's, whatever that common rate is and however it and the traffic split change from tick to
 * tick.
 */
public final class HarmEvidence implements EProcess {
    /* Given the k events of a tick, the candidate's part of them is hypergeometric at the border of the hypothesis. Betting
     * that each event is the candidate's psi times as likely as its share of the trials says, and paying the binomial
     * normaliser (an upper bound by Hoeffding's convex ordering), gives psi^x / (1 + share (psi - 1))^k, whose mean is at most
     * 1. The bets on seven strengths of harm are mixed evenly. */
    private static final double[] STRENGTHS = {1.25, 1.5, 2, 3, 4, 6, 10};
    private static final double[] LOG_STRENGTHS = new double[STRENGTHS.length];

    static {
        for (int j = 0; j < STRENGTHS.length; j++) {
            LOG_STRENGTHS[j] = Math.log(STRENGTHS[j]);
        }
    }

    private final double[] logs = new double[STRENGTHS.length];

    @Override
    public void observe(Tick tick) {
        long events = tick.events();
        if (events == 0 || !tick.hasBothArms()) {
            return;
        }
        double share = tick.share();
        for (int j = 0; j < logs.length; j++) {
            /* Not log1p, which no processor has an instruction for: the argument is not so small that a digit would be lost that counts. */
            logs[j] += tick.candidateEvents() * LOG_STRENGTHS[j] - events * Math.log(1 + share * (STRENGTHS[j] - 1));
        }
    }

    @Override
    public double logEvidence() {
        return LogSpace.logMeanExp(logs);
    }
}
