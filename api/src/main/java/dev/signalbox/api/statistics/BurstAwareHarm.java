package dev.signalbox.api.statistics;

/**
 * Evidence for harm by {@link HarmEvidence}, and where stable's events come in bursts by {@link WindowEvidence}: then the
 * former counts only for a difference so gross that no burst explains it. Not thread safe.
 */
public final class BurstAwareHarm implements EProcess {
    /** From this difference of the two rates on, it is gross. */
    public static final double GROSS = 0.2;

    private final HarmEvidence independent = new HarmEvidence();
    private final WindowEvidence robust = new WindowEvidence();
    private final Dispersion dispersion;
    private long candidate;
    private long candidateEvents;
    private long stable;
    private long stableEvents;

    /** Evidence that starts with what is known of stable's bursts from before. */
    public BurstAwareHarm(Dispersion dispersion) {
        this.dispersion = dispersion;
    }

    @Override
    public void observe(Tick tick) {
        independent.observe(tick);
        robust.observe(tick);
        dispersion.observe(tick.stable(), tick.stableEvents());
        if (tick.hasBothArms()) {
            candidate += tick.candidate();
            candidateEvents += tick.candidateEvents();
            stable += tick.stable();
            stableEvents += tick.stableEvents();
        }
    }

    @Override
    public double logEvidence() {
        if (!dispersion.isBursty()) {
            return independent.logEvidence();
        }
        /* The mean of two e-values is one; the larger of them is not. */
        return isGross()
                ? LogSpace.logMeanExp(new double[] {independent.logEvidence(), robust.logEvidence()})
                : robust.logEvidence();
    }

    private boolean isGross() {
        return stable > 0
                && candidate > 0
                && (double) candidateEvents / candidate - (double) stableEvents / stable >= GROSS;
    }

    /** Whether stable's events come in bursts. */
    public boolean isBursty() {
        return dispersion.isBursty();
    }

    /** How much more stable's rate varies than that of independent events. */
    public double phi() {
        return dispersion.phi();
    }
}
