package dev.signalbox.monitor.learning;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.telemetry.Reporter;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.monitor.judging.CompactHistogram;
import dev.signalbox.monitor.limits.Hour;
import dev.signalbox.monitor.limits.SeriesKey;
import dev.signalbox.monitor.limits.StableHours.Span;
import dev.signalbox.monitor.store.Database;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Reads what stable showed hour by hour, however finely it is still kept: sums of an hour are the same at every length. Thread safe. */
@Singleton
class HourReader {
    private static final double QUANTILE = 0.99;
    private static final double MILLI = 1_000;

    /** With fewer requests or rows in an hour, its percentile, or its distance, says nothing. */
    static final long LEAST_OF_AN_AMOUNT = 100;

    /** Of so many features limits are learned; the others, by name, have the hard one. */
    static final int MOST_SERIES = 50;

    private static final String HOURS = """
            select reporter, second / 3600, sum(requests)::bigint, sum(errors)::bigint, sum(rejections)::bigint,
              sum(answered_rows)::bigint, sum(null_rows)::bigint,
              case when ? then string_agg(latency, ''::bytea) else ''::bytea end
            from counted_second
            where deployment = ? and version = ? and second >= ? and second < ?
            group by 1, 2""";

    private final Database database;
    private final ProfiledHours profiles;

    HourReader(Database database, ProfiledHours profiles) {
        this.database = database;
        this.profiles = profiles;
    }

    /** The hours of every series of some rules, by what was counted of the version that was stable in each. */
    Map<SeriesKey, List<Hour>> read(DeploymentName deployment, List<AlarmRule> rules, List<Span> stable) {
        Map<SeriesKey, List<Hour>> hours = new TreeMap<>();
        List<AlarmRule> ofCounts =
                rules.stream().filter(rule -> !isOfProfiles(rule.metric())).toList();
        List<AlarmRule> ofProfiles =
                rules.stream().filter(rule -> isOfProfiles(rule.metric())).toList();
        for (Span span : stable) {
            if (!ofCounts.isEmpty()) {
                counts(deployment, span, ofCounts, hours);
            }
            if (!ofProfiles.isEmpty()) {
                profiles.read(deployment, span, ofProfiles, (key, hour) -> put(hours, key, hour));
            }
        }
        return bounded(hours);
    }

    private static boolean isOfProfiles(Metric metric) {
        return metric.isOfFeatures() || metric.isDrift();
    }

    private static Map<SeriesKey, List<Hour>> bounded(Map<SeriesKey, List<Hour>> hours) {
        Map<String, Integer> series = new HashMap<>();
        Map<SeriesKey, List<Hour>> bounded = new TreeMap<>();
        hours.forEach((key, of) -> {
            if (series.merge(key.alarm(), 1, Integer::sum) <= MOST_SERIES) {
                bounded.put(key, of);
            }
        });
        return bounded;
    }

    private void counts(DeploymentName deployment, Span span, List<AlarmRule> rules, Map<SeriesKey, List<Hour>> hours) {
        boolean latency = rules.stream().anyMatch(rule -> rule.metric() == Metric.LATENCY_P99);
        database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(HOURS)) {
                statement.setBoolean(1, latency);
                statement.setString(2, deployment.toString());
                statement.setString(3, span.version().id());
                statement.setLong(4, Hour.second(span.from()));
                statement.setLong(5, Hour.second(span.to()));
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        add(row, rules, hours);
                    }
                }
            }
            return true;
        });
    }

    private static void add(ResultSet row, List<AlarmRule> rules, Map<SeriesKey, List<Hour>> hours)
            throws SQLException {
        boolean router = Reporter.valueOf(row.getString(1)) == Reporter.ROUTER;
        long hour = row.getLong(2);
        long trials = router ? row.getLong(3) : row.getLong(6);
        for (AlarmRule rule : rules) {
            if (trials > 0 && router != (rule.metric() == Metric.NULL_OUTPUT_RATE)) {
                SeriesKey key = new SeriesKey(rule.name(), SeriesKey.WHOLE);
                if (rule.metric() == Metric.LATENCY_P99) {
                    latency(row).ifPresent(p99 -> put(hours, key, new Hour(hour, trials, p99)));
                } else {
                    put(hours, key, Hour.ofRate(hour, trials, row.getLong(column(rule.metric()))));
                }
            }
        }
    }

    private static int column(Metric metric) {
        return switch (metric) {
            case ERROR_RATE -> 4;
            case REJECTION_RATE -> 5;
            default -> 7;
        };
    }

    private static OptionalDouble latency(ResultSet row) throws SQLException {
        OptionalDouble micros =
                CompactHistogram.ofBytes(row.getBytes(8)).histogram().quantileMicros(QUANTILE);
        return row.getLong(3) < LEAST_OF_AN_AMOUNT || micros.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(micros.getAsDouble() / MILLI);
    }

    private static void put(Map<SeriesKey, List<Hour>> hours, SeriesKey key, Hour hour) {
        hours.computeIfAbsent(key, k -> new ArrayList<>()).add(hour);
    }
}
