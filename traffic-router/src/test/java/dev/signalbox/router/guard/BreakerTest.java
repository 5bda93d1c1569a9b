package dev.signalbox.router.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BreakerTest {
    private static final long SECOND = 1_000_000_000;

    private final Breaker breaker = new Breaker(3);

    @Test
    void itOpensAtSoManyFailuresInARow() {
        breaker.failed(0);
        breaker.failed(0);
        breaker.succeeded();
        breaker.failed(0);
        breaker.failed(0);
        assertThat(breaker.admits(0)).isTrue();
        assertThat(breaker.open()).isFalse();
        breaker.failed(0);
        assertThat(breaker.admits(SECOND / 2)).isFalse();
        assertThat(breaker.open()).isTrue();
    }

    @Test
    void afterAPauseThereIsOneTrialAtATimeAndThePauseDoubles() {
        fail(3, 0);
        assertThat(breaker.admits(SECOND)).isTrue();
        assertThat(breaker.admits(SECOND)).as("a second trial").isFalse();
        breaker.failed(SECOND);
        assertThat(breaker.admits(2 * SECOND)).isFalse();
        assertThat(breaker.admits(3 * SECOND)).isTrue();
        breaker.succeeded();
        assertThat(breaker.admits(3 * SECOND)).isTrue();
        assertThat(breaker.admits(3 * SECOND)).isTrue();
    }

    @Test
    void failuresOfWhatWasSentBeforeItOpenedDoNotLengthenThePause() {
        fail(10, 0);
        assertThat(breaker.admits(SECOND)).isTrue();
    }

    @Test
    void thePauseHasALongest() {
        long now = 0;
        fail(3, now);
        for (int i = 0; i < 20; i++) {
            now += 32 * SECOND;
            assertThat(breaker.admits(now)).isTrue();
            breaker.failed(now);
        }
        assertThat(breaker.admits(now + 32 * SECOND)).isTrue();
    }

    private void fail(int times, long now) {
        for (int i = 0; i < times; i++) {
            breaker.failed(now);
        }
    }
}
