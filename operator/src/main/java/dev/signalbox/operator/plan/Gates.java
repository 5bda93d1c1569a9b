package dev.signalbox.operator.plan;

import java.time.Duration;

/** Who lets a candidate through, how long it may take, and what follows then. */
public record Gates(Approval approval, Duration deadline, OnDeadline onDeadline) {
    /** What holds where a spec says nothing. */
    public static final Gates DEFAULT = new Gates(Approval.Automatic, Duration.ofHours(2), OnDeadline.Hold);
}
