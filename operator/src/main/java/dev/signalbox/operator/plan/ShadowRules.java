package dev.signalbox.operator.plan;

import dev.signalbox.api.Weight;
import java.time.Duration;

/** Which share of the requests is copied to a candidate, for how long at least, and what follows. */
public record ShadowRules(Weight percent, Duration duration, AfterShadow then) {
    /** What holds where a spec says nothing. */
    public static final ShadowRules DEFAULT = new ShadowRules(Weight.ALL, Duration.ofMinutes(10), AfterShadow.Canary);
}
