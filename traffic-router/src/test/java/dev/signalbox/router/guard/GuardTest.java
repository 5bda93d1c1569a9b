package dev.signalbox.router.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GuardTest {
    private static final GuardRule RULE = new GuardRule(10, 50, Duration.ofSeconds(1));
    private static final long MILLI = 1_000_000;

    static Stream<Arguments> stories() {
        return Stream.of(
                argumentSet("all fail, but too few", "FFFFFFFFF", 10, 0),
                argumentSet("all fail", "FFFFFFFFFF", 10, 10),
                argumentSet("half fail", "OFOFOFOFOFOFOFOFOFOF", 10, 0),
                argumentSet("more than half fail", "OFOFOFOFOFF", 10, 11),
                argumentSet("all fail, but too slowly to be ten in a second", "FFFFFFFFFFFFFFFFFFFF", 150, 0),
                argumentSet("it was good and turns bad", "OOOOOOOOOO" + "FFFFFFFFFFF", 10, 21),
                argumentSet("it was good long ago", "OOOOOOOOOO" + "FFFFFFFFFF", 95, 16));
    }

    @ParameterizedTest
    @MethodSource("stories")
    void aVersionThatFailsMostOfItsRequestsIsEjectedOnce(String ends, long everyMillis, int ejectedAt) {
        Guard guard = new Guard(RULE);
        int ejected = 0;
        for (int i = 0; i < ends.length(); i++) {
            if (guard.ended(7, ends.charAt(i) == 'F', i * everyMillis * MILLI)) {
                ejected = i + 1;
            }
        }
        assertThat(ejected).isEqualTo(ejectedAt);
        assertThat(guard.ejectedFrom(7)).isEqualTo(ejectedAt > 0);
        assertThat(guard.ejections()).isEqualTo(ejectedAt > 0 ? 1 : 0);
    }

    @Test
    void onlyAnotherRevisionPutsItBackAndItBeginsAnew() {
        Guard guard = new Guard(RULE);
        fail(guard, 7, 10, 0);
        assertThat(guard.ejectedFrom(7)).isTrue();
        for (int i = 0; i < 100; i++) {
            guard.ended(7, false, (10_000 + i) * MILLI);
        }
        assertThat(guard.ejectedFrom(7)).isTrue();
        assertThat(guard.ejectedFrom(8)).isFalse();
        fail(guard, 8, 9, 1);
        assertThat(guard.ejectedFrom(8)).isFalse();
        fail(guard, 7, 5, 2);
        assertThat(guard.ejectedFrom(8)).as("old requests say nothing about it").isFalse();
        fail(guard, 8, 1, 3);
        assertThat(guard.ejectedFrom(8)).isTrue();
        assertThat(guard.ejections()).isEqualTo(2);
    }

    private static void fail(Guard guard, long revision, int times, long atMillis) {
        for (int i = 0; i < times; i++) {
            guard.ended(revision, true, atMillis * MILLI);
        }
    }

    @Property(tries = 200)
    void aVersionThatFailsNoMoreThanTheRuleIsNeverEjected(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int gapMillis) {
        SplittableRandom chance = new SplittableRandom(seed);
        Guard guard = new Guard(RULE);
        int good = 0;
        for (int i = 0; i < 300; i++) {
            /* Two good ones between failures: of any ten in a row at most four fail. */
            boolean fails = good >= 2 && chance.nextBoolean();
            good = fails ? 0 : good + 1;
            guard.ended(1, fails, (long) i * gapMillis * MILLI);
        }
        assertThat(guard.ejections()).isZero();
    }

    @Test
    void aRuleOfNoRequestsEjectsNothing() {
        Guard guard = new Guard(GuardRule.OFF);
        fail(guard, 1, 1_000, 0);
        assertThat(guard.ejectedFrom(1)).isFalse();
        assertThatThrownBy(() -> new GuardRule(10, 100, Duration.ofSeconds(1)))
                .hasMessageContaining("signalbox.router.guard.percent");
    }
}
