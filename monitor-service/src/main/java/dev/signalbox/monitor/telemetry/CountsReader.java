package dev.signalbox.monitor.telemetry;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.telemetry.Reporter;
import dev.signalbox.monitor.judging.CompactHistogram;
import dev.signalbox.monitor.judging.Counted;
import dev.signalbox.monitor.judging.CountedSecond;
import dev.signalbox.monitor.judging.Question;
import dev.signalbox.monitor.judging.Slot;
import dev.signalbox.monitor.store.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Reads back what was counted of both versions of a question, and of stable for some time before it. */
@Singleton
public class CountsReader {
    /* Seconds of a rollout that takes many hours are added up to longer steps, so that what is read stays bounded. */
    private static final long MOST_STEPS = 5_400;

    /* The longest window that there can be: one that began before the time in question may reach into it. */
    private static final Duration LONGEST_WINDOW = Duration.ofHours(1);

    private static final String WHERE = """
            from counted_second
            where deployment = ? and version = ? and second >= ? and second <= ? and ended > ?
            """;

    /* Some 60 MB at most: seven rollouts of a day and longer. */
    private static final int MOST_REMEMBERED = 200_000;

    private static final String BY_SECOND = """
            select reporter, second, longest_millis, ended, last_arrival,
              requests, errors, rejections, answered_rows, null_rows, latency,
              copies, copy_errors, copy_rejections, copies_dropped, ejections, withheld, copy_latency
            """ + WHERE;

    private static final String BY_STEP = """
            select reporter, second / %1$d * %1$d, greatest(max(longest_millis), %1$d * 1000), max(ended),
              max(last_arrival), sum(requests)::bigint, sum(errors)::bigint, sum(rejections)::bigint,
              sum(answered_rows)::bigint, sum(null_rows)::bigint, string_agg(latency, ''::bytea),
              sum(copies)::bigint, sum(copy_errors)::bigint, sum(copy_rejections)::bigint, sum(copies_dropped)::bigint,
              sum(ejections)::bigint, sum(withheld)::bigint, string_agg(copy_latency, ''::bytea)
            """ + WHERE + "group by 1, 2";

    private final Database database;
    private final OldCounts old = new OldCounts(MOST_REMEMBERED);

    CountsReader(Database database) {
        this.database = database;
    }

    /** The counts; {@code lookback} is how much of stable's time before the question is of interest. */
    public List<CountedSecond> read(Question question, Duration lookback) {
        return database.inTransaction(connection -> {
            /* Before the counts: what changes between the two is then read again the next time, and not the other way round. */
            long changes = LateCounts.changes(connection, question.deployment());
            List<CountedSecond> counts =
                    read(connection, new Part(question, question.candidate(), question.since()), changes);
            Instant before = question.since().minus(lookback);
            counts.addAll(read(connection, new Part(question, question.stable(), before), changes));
            return counts;
        });
    }

    /** What is read at once: of a version, all that ended after an instant. */
    private record Part(Question question, ModelVersion version, Instant from) {
        long step() {
            Duration judged = Duration.between(question.since(), question.asOf());
            return Math.max(1, Math.ceilDiv(judged.toSeconds(), MOST_STEPS));
        }

        long first() {
            return from.minus(LONGEST_WINDOW).getEpochSecond();
        }

        /** Up to here all steps are whole and old. */
        long oldUntil() {
            long until = question.asOf().minus(LateCounts.REMEMBERED).getEpochSecond();
            return Math.floorDiv(until, step()) * step();
        }

        OldCounts.Key key() {
            return new OldCounts.Key(question.deployment(), version, from, step());
        }
    }

    private List<CountedSecond> read(Connection connection, Part part, long changes) throws SQLException {
        OldCounts.Kept kept = old.get(part.key(), changes)
                .filter(known -> known.until() <= part.oldUntil())
                .orElseGet(() -> new OldCounts.Kept(changes, part.first(), List.of()));
        List<CountedSecond> fresh = select(connection, part, kept.until());
        if (part.oldUntil() > Math.max(kept.until(), part.from().getEpochSecond())) {
            old.put(part.key(), new OldCounts.Kept(changes, part.oldUntil(), withOldOf(fresh, kept, part)));
        }
        List<CountedSecond> counts = new ArrayList<>(kept.counts());
        counts.addAll(fresh);
        return counts;
    }

    /* What was kept before is compact already: a day of it would take longer to compact than to read. */
    private static List<CountedSecond> withOldOf(List<CountedSecond> fresh, OldCounts.Kept kept, Part part) {
        List<CountedSecond> whole = new ArrayList<>(kept.counts());
        fresh.stream()
                .filter(second -> second.slot().second() < part.oldUntil())
                .map(part.step() > 1 ? CountedSecond::compacted : UnaryOperator.identity())
                .forEach(whole::add);
        return whole;
    }

    private static List<CountedSecond> select(Connection connection, Part part, long first) throws SQLException {
        long step = part.step();
        String query = step <= 1 ? BY_SECOND : BY_STEP.formatted(step);
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, part.question().deployment().toString());
            statement.setString(2, part.version().id());
            statement.setLong(3, first);
            statement.setLong(4, part.question().asOf().getEpochSecond());
            statement.setTimestamp(5, Timestamp.from(part.from()));
            List<CountedSecond> counts = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    counts.add(second(part.version(), row));
                }
            }
            return counts;
        }
    }

    private static CountedSecond second(ModelVersion version, ResultSet row) throws SQLException {
        Reporter reporter = Reporter.valueOf(row.getString(1));
        Timestamp arrival = row.getTimestamp(5);
        return new CountedSecond(
                new Slot(version, reporter, row.getLong(2)),
                Duration.ofMillis(row.getLong(3)),
                row.getTimestamp(4).toInstant(),
                arrival == null ? null : arrival.toInstant(),
                counts(row, reporter));
    }

    private static Counted counts(ResultSet row, Reporter reporter) throws SQLException {
        return switch (reporter) {
            case ROUTER ->
                new Counted.Served(
                        row.getLong(6),
                        row.getLong(7),
                        row.getLong(8),
                        CompactHistogram.ofBytes(row.getBytes(11)),
                        new Counted.Copies(
                                row.getLong(12),
                                row.getLong(13),
                                row.getLong(14),
                                row.getLong(15),
                                CompactHistogram.ofBytes(row.getBytes(18))),
                        new Counted.Guarded(row.getLong(16), row.getLong(17)));
            case MODEL_SERVER -> new Counted.Answered(row.getLong(9), row.getLong(10));
        };
    }
}
