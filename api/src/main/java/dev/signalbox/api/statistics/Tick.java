package dev.signalbox.api.statistics;

import dev.signalbox.api.Require;

/**
 * What both arms did over one stretch of time: how many trials each had, and in how many of them the event in question (a
 * failure, a null, a latency above a limit) happened.
 */
public record Tick(long candidate, long candidateEvents, long stable, long stableEvents) {
    public Tick {
        Require.within("tick.candidate", candidate, 0, Long.MAX_VALUE);
        Require.within("tick.candidateEvents", candidateEvents, 0, candidate);
        Require.within("tick.stable", stable, 0, Long.MAX_VALUE);
        Require.within("tick.stableEvents", stableEvents, 0, stable);
    }

    /** Whether the arms can be compared within this tick. */
    boolean hasBothArms() {
        return candidate > 0 && stable > 0;
    }

    long trials() {
        return candidate + stable;
    }

    long events() {
        return candidateEvents + stableEvents;
    }

    /** The candidate's share of the trials. */
    double share() {
        return (double) candidate / trials();
    }

    /** The arms swapped, and the trials without the event in the place of those with it. */
    @SuppressWarnings("ArgumentSelectionDefectChecker")
    Tick otherWayRound() {
        long ours = candidate - candidateEvents;
        long theirs = stable - stableEvents;
        return new Tick(stable, theirs, candidate, ours);
    }
}
