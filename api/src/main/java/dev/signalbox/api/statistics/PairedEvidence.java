package dev.signalbox.api.statistics;

import dev.signalbox.api.Require;

/**
 * Evidence that the candidate fails where stable does not more often than the other way round, from requests that both answered:
 * only those count on which they differ. Not thread safe.
 */
public final class PairedEvidence {
    /* Where neither is worse, each of the discordant pairs is the candidate's with a probability of at most a half, whatever the
     * requests are. Five bets on larger probabilities are mixed evenly; each gains at most 1 on average below a half too. */
    private static final double[] BETS = {0.55, 0.6, 0.7, 0.8, 0.9};

    private final double[] logs = new double[BETS.length];

    /** Adds pairs on which only the candidate failed, and pairs on which only stable did. */
    public void observe(long onlyCandidate, long onlyStable) {
        Require.within("onlyCandidate", onlyCandidate, 0, Long.MAX_VALUE);
        Require.within("onlyStable", onlyStable, 0, Long.MAX_VALUE);
        for (int j = 0; j < BETS.length; j++) {
            logs[j] += onlyCandidate * Math.log(2 * BETS[j]) + onlyStable * Math.log(2 * (1 - BETS[j]));
        }
    }

    /** The logarithm of the present e-value. */
    public double logEvidence() {
        return LogSpace.logMeanExp(logs);
    }
}
