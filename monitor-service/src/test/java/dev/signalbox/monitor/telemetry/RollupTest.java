package dev.signalbox.monitor.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.telemetry.LatencyHistogram;
import dev.signalbox.api.telemetry.ServerCounts;
import dev.signalbox.api.telemetry.TelemetryBatch;
import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.monitor.PostgresResource;
import dev.signalbox.monitor.judging.CompactHistogram;
import dev.signalbox.monitor.judging.Counted;
import dev.signalbox.monitor.judging.CountedSecond;
import dev.signalbox.monitor.judging.Question;
import dev.signalbox.monitor.judging.Story;
import dev.signalbox.monitor.profile.MadeUp;
import dev.signalbox.monitor.profile.ProfileSlice;
import dev.signalbox.monitor.profile.ProfileTotal;
import dev.signalbox.monitor.profile.Profiles;
import dev.signalbox.monitor.store.Database;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class RollupTest {
    private static final Duration AFTER_SECONDS = Duration.ofHours(3);
    private static final Duration AFTER_TEN_SECONDS = Duration.ofHours(26);
    private static final Duration AFTER_MINUTES = Duration.ofDays(8);

    private final Instant start = Instant.now().minusSeconds(1_500).truncatedTo(ChronoUnit.SECONDS);

    @Inject
    WindowIntake intake;

    @Inject
    Scheduler scheduler;

    @Inject
    Rollups rollups;

    @Inject
    StoredRanges ranges;

    @Inject
    JudgedStore judged;

    @Inject
    CountsReader counts;

    @Inject
    ProfileReader profiles;

    @Inject
    Database database;

    /* The service's own rollup would hold a level while the test wants it, which passes it over then: it is not begun, and one that is
     * under way is waited for. Rollups look into the future here; what they have done there must not keep them from doing the
     * present again. */
    @BeforeEach
    void alone() {
        scheduler.pause();
        rollups.rollUp(start);
        database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("delete from counted_until")) {
                return statement.executeUpdate();
            }
        });
    }

    @AfterEach
    void goOn() {
        scheduler.resume();
    }

    @Test
    void countsAddUpToCoarserRowsWithoutAnyLoss() {
        DeploymentName deployment = DeploymentName.parse("rollup/counts");
        send(new Story(11, start, deployment).windows(900), 2);
        Sums before = sums(deployment);
        assertThat(before.requests).isEqualTo(900L * 2 * 100 + 900L * 20 * 100 / 10);
        assertThat(before.rows).isEqualTo(900 * 2 + 90 * 2);

        rollups.rollUp(start.plus(AFTER_SECONDS));
        Sums tens = sums(deployment);
        rollups.rollUp(start.plus(AFTER_SECONDS));

        assertThat(sums(deployment)).isEqualTo(tens);
        assertThat(tens.offGrid(10)).isZero();
        assertThat(tens)
                .usingRecursiveComparison()
                .ignoringFields("rows", "seconds")
                .isEqualTo(before);
        assertThat(tens.rows).isBetween(90 * 4, 91 * 4);

        rollups.rollUp(start.plus(AFTER_TEN_SECONDS));
        Sums minutes = sums(deployment);
        assertThat(minutes.offGrid(60)).isZero();
        assertThat(minutes)
                .usingRecursiveComparison()
                .ignoringFields("rows", "seconds")
                .isEqualTo(before);
        assertThat(minutes.rows).isBetween(15 * 4, 16 * 4);

        rollups.rollUp(start.plus(AFTER_MINUTES));
        Sums hours = sums(deployment);
        assertThat(hours.offGrid(3_600)).isZero();
        assertThat(hours)
                .usingRecursiveComparison()
                .ignoringFields("rows", "seconds")
                .isEqualTo(before);
        assertThat(hours.rows).isBetween(4, 8);
    }

    /* More than twice as long as what is read second by second, and old enough to be remembered. */
    @Test
    void whatIsRememberedOfALongRolloutIsWhatIsStored() {
        DeploymentName deployment = DeploymentName.parse("rollup/long");
        Instant asOf = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Instant since = asOf.minusSeconds(20_000);
        send(new Story(13, since.minusSeconds(600), deployment).windows(1_200), 1);
        send(new Story(14, asOf.minusSeconds(1_200), deployment).windows(600), 1);
        Question question = new Question(deployment, Story.CANDIDATE, Story.STABLE, since, asOf);
        Duration lookback = Duration.ofMinutes(10);
        assertThat(seen(counts.read(question, lookback)))
                .isNotEmpty()
                .isEqualTo(seen(counts.read(question, lookback)))
                .isEqualTo(seen(new CountsReader(database).read(question, lookback)));

        send(new Story(15, asOf.minusSeconds(300), deployment).windows(100), 1);
        send(new Story(16, since.plusSeconds(3_000), deployment).windows(100), 1);

        assertThat(seen(counts.read(question, lookback)))
                .as("what came since, and what came late")
                .isEqualTo(seen(new CountsReader(database).read(question, lookback)));
        Question later = new Question(deployment, Story.CANDIDATE, Story.STABLE, since, asOf.plusSeconds(600));
        assertThat(seen(counts.read(later, lookback)))
                .as("when more of it is old")
                .isEqualTo(seen(new CountsReader(database).read(later, lookback)));
    }

    private static List<String> seen(List<CountedSecond> counts) {
        return counts.stream()
                .map(CountedSecond::compacted)
                .map(second -> second.slot() + " " + second.end() + " " + second.lastArrival() + " "
                        + second.counts().arrivals() + " " + latencies(second))
                .sorted()
                .toList();
    }

    private static String latencies(CountedSecond second) {
        return second.counts() instanceof Counted.Served served
                ? served.latency().histogram().counts().toString()
                : "";
    }

    @Test
    void whatARolloutIsJudgedByStaysUntilNobodyAskedForADay() {
        DeploymentName deployment = DeploymentName.parse("rollup/judged");
        send(new Story(12, start, deployment).windows(300), 1);
        Question question = new Question(
                deployment, Story.CANDIDATE, Story.STABLE, start, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        Duration lookback = Duration.ofMinutes(10);
        var before = counts.read(question, lookback).stream()
                .map(Object::toString)
                .sorted()
                .toList();
        judged.note(question, lookback);

        rollups.rollUp(start.plus(AFTER_SECONDS));

        assertThat(sums(deployment).offGrid(10)).isPositive();
        assertThat(counts.read(question, lookback)).hasSameSizeAs(before);

        rollups.rollUp(start.plus(AFTER_TEN_SECONDS));

        assertThat(sums(deployment).offGrid(60)).isZero();
        assertThat(sums(deployment).requests).isEqualTo(300L * 2 * 100 + 300L * 20 * 100 / 10);
    }

    @Test
    void aQuestionAboutADeploymentWithoutCountsKeepsNothing() {
        DeploymentName deployment = DeploymentName.parse("rollup/unknown");
        judged.note(
                new Question(deployment, Story.CANDIDATE, Story.STABLE, start, start.plusSeconds(9)), Duration.ZERO);

        assertThat(number("select count(*) from judged where deployment = ?", deployment))
                .isZero();
    }

    @Test
    void whatComesLateGoesWhereTheCountsOfItsTimeAre() {
        DeploymentName deployment = DeploymentName.parse("rollup/late");
        Instant longAgo = start.minus(Duration.ofHours(5));
        send(new Story(13, longAgo, deployment).windows(60), 1);

        Sums late = sums(deployment);

        assertThat(late.offGrid(10)).isZero();
        assertThat(late.requests).isEqualTo(60L * 2 * 100 + 60L * 20 * 100 / 10);
    }

    @Test
    void aWindowIsStoredOnceAlsoWhenItHasBecomePartOfARange() {
        DeploymentName deployment = DeploymentName.parse("rollup/ranges");
        Instant longAgo = start.minus(Duration.ofHours(5));
        List<TelemetryWindow> windows = new ArrayList<>(new Story(14, longAgo, deployment).windows(60));
        List<TelemetryWindow> later = windows.subList(200, windows.size());
        send(windows.subList(0, 200), 1);

        ranges.moveOld(Instant.now());
        assertThat(number("select count(*) from stored_window where instance like ?", "ranges-%"))
                .isZero();
        assertThat(number("select count(*) from stored_range where instance like ?", "ranges-%"))
                .isPositive();
        Collections.shuffle(windows, new Random(2));
        TelemetryBatch.Receipt receipt = intake.take(TelemetryBatch.of(windows));

        assertThat(receipt.stored()).isEqualTo(later.size());
        assertThat(receipt.duplicates()).isEqualTo(200);
        ranges.moveOld(Instant.now());
        assertThat(number(
                        "select sum(upper(r) - lower(r)) from stored_range, unnest(sequences) r where instance like ?",
                        "ranges-%"))
                .isEqualTo(windows.size());
        assertThat(intake.take(TelemetryBatch.of(windows)).stored()).isZero();
    }

    @Test
    void theLargestSequenceIsStoredOnceToo() {
        DeploymentName deployment = DeploymentName.parse("rollup/largest");
        Instant from = start.minus(Duration.ofHours(5));
        TelemetryWindow window = TelemetryWindow.ofServer(
                new TelemetryWindow.Origin(
                        "largest-" + from.getEpochSecond(), Long.MAX_VALUE, from, from.plusSeconds(10)),
                deployment,
                Story.STABLE,
                new ServerCounts(1, 0, 0, 1, 0, Map.of(), Map.of(), LatencyHistogram.EMPTY));
        assertThat(intake.take(TelemetryBatch.of(List.of(window))).stored()).isEqualTo(1);
        ranges.moveOld(Instant.now());
        assertThat(intake.take(TelemetryBatch.of(List.of(window))).stored()).isZero();
    }

    @Test
    void profilesAddUpToCoarserSlotsWithoutAnyLoss() {
        DeploymentName deployment = DeploymentName.parse("rollup/profiles");
        List<TelemetryWindow> windows = new ArrayList<>();
        for (int number = 0; number < 120; number++) {
            for (String instance : List.of("a", "b")) {
                windows.add(profiled(deployment, instance, number));
            }
        }
        send(windows, 1);
        Instant end = start.plusSeconds(1_300);
        List<ProfileSlice> fine = profiles.profiles(deployment, Story.STABLE, start.minusSeconds(10), end);
        assertThat(fine).hasSizeBetween(120, 121);
        Profiles before = ProfileTotal.of(fine);

        rollups.rollUp(start.plus(AFTER_TEN_SECONDS));
        List<ProfileSlice> minutes = profiles.profiles(deployment, Story.STABLE, start.minusSeconds(60), end);
        assertThat(minutes).allMatch(slice -> slice.span().equals(Duration.ofMinutes(1)));
        assertThat(minutes).hasSizeBetween(20, 21);
        assertThat(ProfileTotal.of(minutes)).isEqualTo(before);

        rollups.rollUp(start.plus(AFTER_MINUTES));
        List<ProfileSlice> hours = profiles.profiles(deployment, Story.STABLE, start.minusSeconds(3_600), end);
        assertThat(hours).hasSizeBetween(1, 2);
        assertThat(ProfileTotal.of(hours)).isEqualTo(before);
    }

    private TelemetryWindow profiled(DeploymentName deployment, String instance, int number) {
        Instant from = start.plusSeconds(10L * number);
        Profiles seen = MadeUp.profiles(IntStream.range(0, 20)
                .map(i -> (number * 31 + i * i) % 500 - 250)
                .boxed()
                .toList());
        return TelemetryWindow.ofServer(
                new TelemetryWindow.Origin(
                        deployment.name() + instance + start.getEpochSecond(), number, from, from.plusSeconds(10)),
                deployment,
                Story.STABLE,
                new ServerCounts(
                        20, 0, 0, 20, 0, Map.of(), Map.of(), LatencyHistogram.EMPTY, seen.features(), seen.outputs()));
    }

    private void send(List<TelemetryWindow> windows, int times) {
        for (int time = 0; time < times; time++) {
            for (int from = 0; from < windows.size(); from += TelemetryBatch.MOST_WINDOWS) {
                intake.take(TelemetryBatch.of(
                        windows.subList(from, Math.min(windows.size(), from + TelemetryBatch.MOST_WINDOWS))));
            }
        }
    }

    /** Everything that is stored of a deployment, added up. */
    private record Sums(
            long requests,
            long errors,
            long answered,
            long nulls,
            Map<String, LatencyHistogram> latency,
            Map<String, Long> names,
            Instant lastArrival,
            int rows,
            List<Long> seconds) {
        long offGrid(long span) {
            return seconds.stream().filter(second -> second % span != 0).count();
        }
    }

    private Sums sums(DeploymentName deployment) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    select version, reporter, second, requests, errors, answered_rows, null_rows, latency, last_arrival,
                      (select coalesce(sum(e.value::bigint), 0) from jsonb_array_elements(by_name) w, jsonb_each(w) g,
                        jsonb_each_text(g.value) e)
                    from counted_second where deployment = ? order by version, reporter, second""")) {
                statement.setString(1, deployment.toString());
                Map<String, LatencyHistogram> latency = new TreeMap<>();
                Map<String, Long> names = new TreeMap<>();
                long[] sums = new long[4];
                Instant last = Instant.MIN;
                List<Long> seconds = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        String arm = row.getString(1) + row.getString(2);
                        for (int i = 0; i < sums.length; i++) {
                            sums[i] += row.getLong(4 + i);
                        }
                        latency.merge(
                                arm, CompactHistogram.ofBytes(row.getBytes(8)).histogram(), LatencyHistogram::merge);
                        names.merge(arm, row.getLong(10), Long::sum);
                        Instant arrival = row.getTimestamp(9).toInstant();
                        last = arrival.isAfter(last) ? arrival : last;
                        seconds.add(row.getLong(3));
                    }
                }
                return new Sums(sums[0], sums[1], sums[2], sums[3], latency, names, last, seconds.size(), seconds);
            }
        });
    }

    private long number(String sql, Object value) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, value.toString());
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }
}
