package dev.signalbox.api.statistics;

/** Evidence of another kind about the trials without the event, with the arms swapped: fewer events are more of the others. */
public final class OtherWayRound implements EProcess {
    /* That the candidate has fewer clicks than stable is that stable has more clicks than the candidate. */
    private final EProcess of;

    /** The same of swapped arms and the other outcome. */
    public OtherWayRound(EProcess of) {
        this.of = of;
    }

    @Override
    public void observe(Tick tick) {
        of.observe(tick.otherWayRound());
    }

    @Override
    public double logEvidence() {
        return of.logEvidence();
    }
}
