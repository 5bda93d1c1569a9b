package dev.signalbox.router.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlarmClockTest {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void onTheEventLoop(Consumer<AlarmClock> action) {
        vertx.runOnContext(go -> action.accept(new AlarmClock(vertx)));
    }

    @Test
    void anAlarmNeverGoesOffEarlyAndOnlyOnce() {
        List<Long> early = new CopyOnWriteArrayList<>();
        AtomicInteger rung = new AtomicInteger();
        onTheEventLoop(clock -> {
            SplittableRandom chance = new SplittableRandom(3);
            for (int i = 0; i < 2_000; i++) {
                long millis = chance.nextLong(300);
                long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
                new Alarm(clock, () -> {
                            rung.incrementAndGet();
                            early.add(Math.max(0, due - System.nanoTime()));
                        })
                        .set(millis);
            }
        });
        await().until(() -> rung.get() >= 2_000);
        assertThat(early).hasSize(2_000).containsOnly(0L);
    }

    @Test
    void anAlarmFurtherAwayThanATurnWaitsForIt() {
        List<Long> after = new CopyOnWriteArrayList<>();
        onTheEventLoop(clock -> {
            long start = System.nanoTime();
            new Alarm(clock, () -> after.add(System.nanoTime() - start)).set(5_200);
        });
        await().until(() -> !after.isEmpty());
        assertThat(after.getFirst()).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(5_200));
    }

    @Test
    void whatAnAlarmDoesMayClearAndSetOthersThatAreDueWithIt() {
        AtomicInteger wrong = new AtomicInteger();
        AtomicInteger right = new AtomicInteger();
        onTheEventLoop(clock -> {
            List<Alarm> others = new ArrayList<>();
            Alarm again = new Alarm(clock, right::incrementAndGet);
            new Alarm(clock, () -> {
                        others.forEach(Alarm::clear);
                        again.set(1);
                    })
                    .set(20);
            for (int i = 0; i < 100; i++) {
                Alarm other = new Alarm(clock, wrong::incrementAndGet);
                other.set(21);
                others.add(other);
            }
        });
        await().until(() -> right.get() > 0);
        assertThat(wrong).hasValue(0);
        assertThat(right).hasValue(1);
    }

    @Test
    void anAlarmThatThrowsTakesNoOtherWithIt() {
        AtomicInteger rung = new AtomicInteger();
        onTheEventLoop(clock -> {
            vertx.getOrCreateContext().exceptionHandler(expected -> rung.incrementAndGet());
            new Alarm(clock, () -> {
                        throw new IllegalStateException("as a test");
                    })
                    .set(10);
            new Alarm(clock, rung::incrementAndGet).set(10);
            new Alarm(clock, rung::incrementAndGet).set(60);
        });
        await().until(() -> rung.get() == 3);
    }

    @Test
    void anAlarmThatIsSetAgainGoesOffAtTheLaterTime() {
        List<Long> after = new CopyOnWriteArrayList<>();
        onTheEventLoop(clock -> {
            long start = System.nanoTime();
            Alarm alarm = new Alarm(clock, () -> after.add(System.nanoTime() - start));
            alarm.set(10);
            alarm.set(80);
            assertThat(alarm.leftMillis()).isBetween(0L, 80L);
        });
        await().until(() -> !after.isEmpty());
        assertThat(after).hasSize(1);
        assertThat(after.getFirst()).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(80));
    }
}
