package dev.signalbox.operator.plan;

import java.time.Duration;

/** How long a candidate can be tried before it gets all requests, and how long the previous version is kept after that. */
public record BlueGreenRules(Duration preview, Duration keepPrevious) {
    /** What holds where a spec says nothing. */
    public static final BlueGreenRules DEFAULT = new BlueGreenRules(Duration.ofMinutes(10), Duration.ofMinutes(30));
}
