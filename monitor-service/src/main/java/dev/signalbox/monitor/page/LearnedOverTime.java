package dev.signalbox.monitor.page;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.monitor.judging.KnownAnswer;
import java.util.List;
import java.util.Map;

/**
 * What feedback says about the answers of versions: for each, a point for every one of the times, in seconds since 1970, at which
 * it answered sampled requests. {@code complete} is false where there were more answers than are looked at.
 */
public record LearnedOverTime(
        long stepSeconds, List<Long> times, Map<ModelVersion, List<Point>> versions, boolean complete) {
    /**
     * Sampled answers of one step, whenever the feedback on them came: of those with a label, how many were as the label says; of
     * those that a person decided on, how many the person decided alike; clicks, and requests that were asked again.
     */
    public record Point(
            long at,
            long answers,
            long labelled,
            long asLabelled,
            long decided,
            long asDecided,
            long clicked,
            long askedAgain) {
        static Point of(long at, KnownAnswer answer) {
            return new Point(
                    at,
                    1,
                    answer.asLabelled() == null ? 0 : 1,
                    Boolean.TRUE.equals(answer.asLabelled()) ? 1 : 0,
                    answer.asDecided() == null ? 0 : 1,
                    Boolean.TRUE.equals(answer.asDecided()) ? 1 : 0,
                    answer.clicked() ? 1 : 0,
                    answer.askedAgain() ? 1 : 0);
        }

        Point plus(Point other) {
            return new Point(
                    at,
                    answers + other.answers,
                    labelled + other.labelled,
                    asLabelled + other.asLabelled,
                    decided + other.decided,
                    asDecided + other.asDecided,
                    clicked + other.clicked,
                    askedAgain + other.askedAgain);
        }
    }
}
