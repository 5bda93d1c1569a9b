package dev.signalbox.monitor.logging;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Lets each kind of trouble be logged once in a while and counts how often it was not, so that a log stays bounded however many
 * requests meet the same trouble. Thread safe.
 */
public final class Seldom {
    /* Kinds come from elsewhere (an SQLSTATE, a class): more than these share a turn. */
    private static final int MOST_KINDS = 64;
    private static final String OTHERS = "";

    private final Duration apart;
    private final Map<String, Turn> turns = new HashMap<>();

    /** Lets a kind through once in such a time. */
    public Seldom(Duration apart) {
        this.apart = apart;
    }

    private static final class Turn {
        private Instant last;
        private long keptBack;

        Turn(Instant last) {
            this.last = last;
        }
    }

    /** How often this kind was kept back since it was last let through; empty where it is to be kept back now. */
    public synchronized OptionalLong turn(String kind, Instant now) {
        String own = turns.containsKey(kind) || turns.size() < MOST_KINDS ? kind : OTHERS;
        Turn before = turns.get(own);
        if (before == null) {
            turns.put(own, new Turn(now));
            return OptionalLong.of(0);
        }
        /* A clock that was put back must not silence anything for long. */
        if (!now.isBefore(before.last) && now.isBefore(before.last.plus(apart))) {
            before.keptBack++;
            return OptionalLong.empty();
        }
        long keptBack = before.keptBack;
        before.last = now;
        before.keptBack = 0;
        return OptionalLong.of(keptBack);
    }
}
