package dev.signalbox.monitor.judging;

import dev.signalbox.api.Weight;
import java.time.Instant;

/** The candidate's share of the requests since every router applies it. */
public record IntendedSplit(Weight weight, Instant since) {
    /** The share, from 0 to 1. */
    double share() {
        return weight.basisPoints() / 10_000.0;
    }
}
