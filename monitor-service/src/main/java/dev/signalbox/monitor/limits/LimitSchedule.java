package dev.signalbox.monitor.limits;

import java.time.Instant;
import java.util.List;

/** Which limit is in force when: that of the last step that began, and the hard one before the first. None is above the hard one. */
public record LimitSchedule(List<Step> steps, double hardMax) {
    public LimitSchedule {
        steps = List.copyOf(steps);
        for (int i = 1; i < steps.size(); i++) {
            if (!steps.get(i).from().isAfter(steps.get(i - 1).from())) {
                throw new IllegalArgumentException("steps must be in the order of time, got "
                        + steps.get(i).from() + " after " + steps.get(i - 1).from());
            }
        }
    }

    /** A limit from an instant on. */
    public record Step(Instant from, double limit) {}

    /** One limit for all time. */
    public static LimitSchedule always(double limit) {
        return new LimitSchedule(List.of(), limit);
    }

    /** The limit in force in a second since 1970. */
    public double at(long second) {
        double limit = hardMax;
        for (Step step : steps) {
            if (step.from().getEpochSecond() > second) {
                break;
            }
            limit = step.limit();
        }
        return Math.min(limit, hardMax);
    }
}
