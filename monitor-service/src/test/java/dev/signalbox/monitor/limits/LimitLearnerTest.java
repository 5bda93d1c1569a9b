package dev.signalbox.monitor.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LimitLearnerTest {
    private static final int WEEK = Hour.OF_A_WEEK;
    private static final Aim AIM = Aim.ofRate(0.2, 1, 1);

    /** About one percent of errors by night and two by day, of a thousand requests an hour. */
    private static List<Hour> hours(long seed, long until, LongPredicate kept) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Hour> hours = new ArrayList<>();
        for (long hour = 0; hour < until; hour++) {
            double rate = hour % 24 >= 8 && hour % 24 < 20 ? 0.02 : 0.01;
            long events = 0;
            for (int request = 0; request < 1_000; request++) {
                events += random.nextDouble() < rate ? 1 : 0;
            }
            if (kept.test(hour)) {
                hours.add(Hour.ofRate(hour, 1_000, events));
            }
        }
        return hours;
    }

    private static Learned learned(List<Hour> hours, long target) {
        return LimitLearner.of(AIM, hours, target).limit(target);
    }

    static Stream<Arguments> histories() {
        return Stream.of(
                argumentSet("nothing is known", 0L, "0 hours are known", null),
                argumentSet("less than two weeks are", 13L * 24, "312 hours are known: two weeks", null),
                argumentSet("two weeks: by the hour of the day", 14L * 24, null, "hourOfDay"),
                argumentSet("three weeks: by the hour of the week", 21L * 24, null, "hourOfWeek"),
                argumentSet("ten weeks", 70L * 24, null, "hourOfWeek"));
    }

    @ParameterizedTest
    @MethodSource("histories")
    void theFinestSlotThatWasSeenOftenEnoughCountsAndTheHardLimitBeforeThat(
            long known, @Nullable String why, @Nullable String slot) {
        Learned learned = learned(hours(3, known, hour -> true), known);

        assertThat(learned.slot()).isEqualTo(slot);
        if (why == null) {
            assertThat(learned.source()).isEqualTo(Learned.Source.LEARNED);
            assertThat(learned.limit()).isBetween(0.012, 0.05);
        } else {
            assertThat(learned.source()).isEqualTo(Learned.Source.HARD_MAX);
            assertThat(learned.limit()).isEqualTo(0.2);
            assertThat(learned.why()).startsWith(why);
        }
    }

    @Test
    void anHourOfTheDayThatIsHardlyEverSeenHasTheHardLimit() {
        List<Hour> office = hours(3, 6 * WEEK, hour -> hour % 24 >= 8 && hour % 24 < 20);

        Learned night = learned(office, 6L * WEEK);
        assertThat(night.source()).isEqualTo(Learned.Source.HARD_MAX);
        assertThat(night.why()).isEqualTo("the hour of the day was seen 0 times, 3 are needed");
        assertThat(learned(office, 6L * WEEK + 12).source()).isEqualTo(Learned.Source.LEARNED);
    }

    @Test
    void theLimitFollowsTheSeasonNotTheDay() {
        List<Hour> hours = hours(3, 8 * WEEK, hour -> true);
        LimitLearner learner = LimitLearner.of(AIM, hours, 8L * WEEK);

        assertThat(learner.limit(8L * WEEK + 12).limit())
                .isGreaterThan(1.3 * learner.limit(8L * WEEK + 2).limit());
    }

    @Test
    void whatWouldBeLearnedAboveTheHardLimitIsNot() {
        List<Hour> hours = hours(3, 4 * WEEK, hour -> true);
        Learned tight =
                LimitLearner.of(Aim.ofRate(0.015, 1, 1), hours, 4L * WEEK).limit(4L * WEEK + 12);

        assertThat(tight.limit()).isEqualTo(0.015);
        assertThat(tight.source()).isEqualTo(Learned.Source.HARD_MAX);
        assertThat(tight.why()).contains("would be learned, which is not below the hard limit");
    }

    @Property(tries = 60)
    void noLimitIsEverLooserThanTheHardOne(
            @ForAll @IntRange(min = 0, max = 1_800) int known,
            @ForAll @DoubleRange(min = 0, max = 1) double hardMax,
            @ForAll @DoubleRange(min = 0.5, max = 24) double budget,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Hour> hours = new ArrayList<>();
        for (int hour = 0; hour < known; hour++) {
            hours.add(Hour.ofRate(hour, 1 + random.nextInt(200), random.nextInt(100)));
        }
        assertThat(LimitLearner.of(Aim.ofRate(hardMax, budget, 1), hours, known)
                        .limit(known)
                        .limit())
                .isLessThanOrEqualTo(hardMax);
        assertThat(LimitLearner.of(Aim.ofAmount(hardMax, budget, 1, 0.01), hours, known)
                        .limit(known)
                        .limit())
                .isLessThanOrEqualTo(hardMax);
    }

    @Property(tries = 20)
    void theOrderInWhichHoursAreReadDoesNotMatter(@ForAll long seed) {
        List<Hour> hours = hours(seed, 4 * WEEK, hour -> true);
        List<Hour> shuffled = new ArrayList<>(hours);
        Collections.shuffle(shuffled, new Random(seed));

        assertThat(learned(shuffled, 4L * WEEK)).isEqualTo(learned(hours, 4L * WEEK));
    }

    /* Ten times the errors for an hour, at any time of the history and in any slot, that of the target as well. */
    @Property(tries = 60)
    void oneOddHourHardlyMovesTheLimit(@ForAll @IntRange(min = 0, max = 8 * 168 - 1) int odd) {
        long target = 8L * WEEK + 12;
        List<Hour> hours = hours(11, 8 * WEEK, hour -> true);
        List<Hour> broken = new ArrayList<>(hours);
        broken.set(odd, Hour.ofRate(odd, 1_000, 200));

        double before = LimitLearner.of(AIM, hours, 8L * WEEK).limit(target).limit();
        double after = LimitLearner.of(AIM, broken, 8L * WEEK).limit(target).limit();
        assertThat(after).isBetween(0.85 * before, 1.15 * before);
    }

    /* Nor do so many that they are one in twenty: every one of them would have been beyond the limit. */
    @Test
    void incidentsOfADayDoNotMoveItMuch() {
        List<Hour> hours = hours(11, 8 * WEEK, hour -> true);
        List<Hour> broken = new ArrayList<>(hours);
        for (int hour = 5 * WEEK; hour < 5 * WEEK + 6; hour++) {
            broken.set(hour, Hour.ofRate(hour, 1_000, 900));
        }
        double before = learned(hours, 8L * WEEK).limit();
        assertThat(learned(broken, 8L * WEEK).limit()).isBetween(before, 1.6 * before);
    }

    @Test
    void whatIsLeftOutIsAsIfItHadNotBeen() {
        List<Hour> all = hours(11, 8 * WEEK, hour -> true);
        List<Hour> quiet = new ArrayList<>(all);
        quiet.removeIf(hour -> hour.hour() % 100 == 7);

        assertThat(learned(quiet, 8L * WEEK))
                .isEqualTo(learned(hours(11, 8 * WEEK, hour -> hour % 100 != 7), 8L * WEEK));
    }

    @Test
    void nothingFromTheTimeOfARolloutIsLearned() {
        long began = 5L * WEEK;
        List<Hour> before = hours(11, began, hour -> true);
        List<Hour> during = new ArrayList<>(before);
        for (long hour = began; hour < began + 30; hour++) {
            during.add(Hour.ofRate(hour, 1_000, 500));
        }

        for (long target = began; target < began + 30; target++) {
            assertThat(LimitLearner.of(AIM, during, began).limit(target))
                    .isEqualTo(LimitLearner.of(AIM, before, began).limit(target));
        }
    }

    @Test
    void whatIsOlderThanTenWeeksIsForgotten() {
        List<Hour> hours = hours(11, 12 * WEEK, hour -> true);
        List<Hour> worse = new ArrayList<>(hours);
        worse.replaceAll(hour -> hour.hour() < 2 * WEEK ? Hour.ofRate(hour.hour(), 1_000, 900) : hour);

        assertThat(learned(worse, 12L * WEEK)).isEqualTo(learned(hours, 12L * WEEK));
        assertThat(learned(hours, 12L * WEEK).hours()).isEqualTo(10 * WEEK);
    }

    @Test
    void moreSeriesThatShareABudgetHaveLooserLimitsEach() {
        List<Hour> hours = hours(11, 8 * WEEK, hour -> true);
        double alone = LimitLearner.of(Aim.ofRate(1, 3, 1), hours, 8L * WEEK)
                .limit(8L * WEEK)
                .limit();
        double shared = LimitLearner.of(Aim.ofRate(1, 3, 20), hours, 8L * WEEK)
                .limit(8L * WEEK)
                .limit();

        assertThat(shared).isGreaterThan(alone);
    }
}
