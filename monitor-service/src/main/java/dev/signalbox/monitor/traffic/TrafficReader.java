package dev.signalbox.monitor.traffic;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.telemetry.LatencyHistogram;
import dev.signalbox.api.telemetry.Reporter;
import dev.signalbox.monitor.judging.CompactHistogram;
import dev.signalbox.monitor.store.Database;
import dev.signalbox.monitor.traffic.Traffic.Point;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Adds up what was counted of a deployment by version and step. Thread safe. */
@Singleton
class TrafficReader {
    /* More versions than a deployment has over any time that is shown; a bound all the same. */
    private static final int MOST_ROWS = 20 * Grid.MOST_STEPS;

    private static final double MILLI = 1_000;

    private static final String SUMS = """
            select version, reporter, second / ? * ? as start, sum(requests)::bigint, sum(errors)::bigint,
              sum(rejections)::bigint, sum(failed_over)::bigint, sum(failed_to_client)::bigint,
              sum(answered_rows)::bigint, sum(null_rows)::bigint, string_agg(latency, ''::bytea)
            from counted_second
            where deployment = ? and second >= ? and second < ?
            group by 1, 2, 3 order by 3 desc limit\s""" + MOST_ROWS;

    private final Database database;

    TrafficReader(Database database) {
        this.database = database;
    }

    /** What was counted within a time. */
    Traffic read(DeploymentName deployment, Grid grid) {
        Map<ModelVersion, Map<Long, Point>> sums =
                database.inTransaction(connection -> sums(connection, deployment, grid));
        Map<ModelVersion, List<Point>> versions = new TreeMap<>();
        sums.forEach((version, points) -> versions.put(version, List.copyOf(points.values())));
        return new Traffic(grid.step(), grid.starts(), versions);
    }

    private static Map<ModelVersion, Map<Long, Point>> sums(Connection connection, DeploymentName deployment, Grid grid)
            throws SQLException {
        Map<ModelVersion, Map<Long, Point>> sums = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(SUMS)) {
            statement.setLong(1, grid.step());
            statement.setLong(2, grid.step());
            statement.setString(3, deployment.toString());
            statement.setLong(4, grid.startOf(grid.from().getEpochSecond()));
            statement.setLong(5, grid.to().getEpochSecond());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Map<Long, Point> points =
                            sums.computeIfAbsent(new ModelVersion(row.getString(1)), version -> new TreeMap<>());
                    points.merge(row.getLong(3), point(row), TrafficReader::together);
                }
            }
        }
        return sums;
    }

    private static Point point(ResultSet row) throws SQLException {
        return switch (Reporter.valueOf(row.getString(2))) {
            case MODEL_SERVER -> Point.answered(row.getLong(3), row.getLong(9), row.getLong(10));
            case ROUTER -> {
                LatencyHistogram latency =
                        CompactHistogram.ofBytes(row.getBytes(11)).histogram();
                yield new Point(
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getLong(8),
                        millis(latency, 0.5),
                        millis(latency, 0.99),
                        0,
                        0);
            }
        };
    }

    /* A step has one row of routers and one of model servers, in whatever order. */
    private static Point together(Point one, Point other) {
        return one.rows() > 0 || one.nullRows() > 0 ? one.served(other) : other.served(one);
    }

    private static @Nullable Double millis(LatencyHistogram latency, double quantile) {
        var micros = latency.quantileMicros(quantile);
        return micros.isPresent() ? micros.getAsDouble() / MILLI : null;
    }
}
