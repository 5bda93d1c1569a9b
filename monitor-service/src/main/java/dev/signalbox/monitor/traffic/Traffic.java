package dev.signalbox.monitor.traffic;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.api.ModelVersion;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the versions of a deployment were asked and answered: for each, a point for every one of the times, in seconds since 1970,
 * at which anything was counted.
 */
public record Traffic(long stepSeconds, List<Long> times, Map<ModelVersion, List<Point>> versions) {
    /**
     * One step of one version, which began {@code at} a second. {@code requests} to {@code p99Millis} are what routers saw: {@code errors} before failover, {@code
     * failedToClient} after it. {@code rows} and {@code nullRows} are what model servers answered.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Point(
            long at,
            long requests,
            long errors,
            long rejections,
            long failedOver,
            long failedToClient,
            @Nullable Double p50Millis,
            @Nullable Double p99Millis,
            long rows,
            long nullRows) {
        /** What model servers answered, where routers saw nothing. */
        static Point answered(long at, long rows, long nullRows) {
            return new Point(at, 0, 0, 0, 0, 0, null, null, rows, nullRows);
        }

        /** The same, with what model servers answered. */
        Point answering(long moreRows, long moreNullRows) {
            return new Point(
                    at,
                    requests,
                    errors,
                    rejections,
                    failedOver,
                    failedToClient,
                    p50Millis,
                    p99Millis,
                    moreRows,
                    moreNullRows);
        }

        /** The same rows, with what routers saw. */
        Point served(Point router) {
            return router.answering(rows, nullRows);
        }
    }
}
