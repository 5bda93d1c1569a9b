package dev.signalbox.monitor.trainable;

import java.time.Instant;

/** A time in which what a version answered is not learned from: {@code [from, to)}. */
record Span(Instant from, Instant to, Omission why) {
    boolean holds(Instant at) {
        return !at.isBefore(from) && at.isBefore(to);
    }
}
