package dev.signalbox.api.verdict;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.api.Require;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A rule over a metric of the candidate.
 *
 * <p>Either {@code max}: the metric's own limit, a share or milliseconds. Or a comparison with stable over the same time: a
 * {@code margin} on top of stable's value (a share or milliseconds), or a {@code ratio} of stable's value. For latency, both
 * may be given, and the candidate is harmful only if it is beyond both.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AlarmRule(
        String name,
        Metric metric,
        @Nullable Double max,
        @Nullable Double margin,
        @Nullable Double ratio,
        AlarmAction action) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final double LONGEST_MILLIS = 3_600_000;

    public AlarmRule {
        Require.matching("alarm.name", name, NAME, "a DNS label of at most 63 characters (a-z, 0-9, -)");
        Require.present("alarm.metric", metric);
        Require.present("alarm.action", action);
        double largest = metric.isRate() ? 1 : LONGEST_MILLIS;
        if (max != null) {
            Require.within("alarm.max", max, 0, largest);
        }
        if (margin != null) {
            Require.within("alarm.margin", margin, 0, largest);
        }
        if (ratio != null) {
            Require.within("alarm.ratio", ratio, 1, 1_000);
        }
        if ((max != null) == (margin != null || ratio != null)) {
            throw new IllegalArgumentException(
                    "alarm must have either max, or margin or ratio against stable, in \"" + name + "\"");
        }
        if (metric.isRate() && margin != null && ratio != null) {
            throw new IllegalArgumentException(
                    "alarm.margin and alarm.ratio exclude each other for a rate, in \"" + name + "\"");
        }
    }

    /** Whether the candidate is compared with stable. */
    public boolean comparesWithStable() {
        return max == null;
    }

    /** A limit of the metric itself. */
    public static AlarmRule absolute(String name, Metric metric, double max, AlarmAction action) {
        return new AlarmRule(name, metric, max, null, null, action);
    }

    /** A margin on top of stable's value. */
    public static AlarmRule margin(String name, Metric metric, double margin, AlarmAction action) {
        return new AlarmRule(name, metric, null, margin, null, action);
    }
}
