package dev.signalbox.api.statistics;

/**
 * Evidence that the candidate's events are more frequent than stable's, from ticks in which both arms had about as many trials:
 * against the hypothesis that swapping the arms of a tick changes nothing. It makes no difference how the events within a tick
 * depend on each other, so bursts do not mislead it; it is slower than {@link HarmEvidence}.
 */
public final class WindowEvidence implements EProcess {
    /* z = (x_c - x_s) / sqrt(x_c + x_s) changes its sign when the arms are swapped, and so does any odd function of it: under
     * the hypothesis its mean is 0, and 1 + lambda f has the mean 1. Cutting f at 1 bounds what one burst can say. An even split
     * gives each arm of a tick the same distribution of trials; ticks of an uneven split are left out, by arrivals alone. */
    private static final double[] BETS = {0.1, 0.2, 0.4, 0.7};
    private static final double MOST_UNEVEN = 1.25;

    private final double[] logs = new double[BETS.length];

    @Override
    public void observe(Tick tick) {
        if (tick.events() == 0 || !isEven(tick)) {
            return;
        }
        double z = (tick.candidateEvents() - tick.stableEvents()) / Math.sqrt((double) tick.events());
        double bet = Math.clamp(z / 2, -1, 1);
        for (int j = 0; j < BETS.length; j++) {
            logs[j] += Math.log1p(BETS[j] * bet);
        }
    }

    private static boolean isEven(Tick tick) {
        return tick.hasBothArms()
                && tick.candidate() <= MOST_UNEVEN * tick.stable()
                && tick.stable() <= MOST_UNEVEN * tick.candidate();
    }

    @Override
    public double logEvidence() {
        return LogSpace.logMeanExp(logs);
    }
}
