package dev.signalbox.server.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.server.batching.BatchRules;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InferenceWorkersTest {
    private final AtomicLong clock = new AtomicLong();
    private final FakeModel model = new FakeModel(true);
    private final InferenceWorkers workers = workers(4, 8);

    @AfterEach
    void end() {
        model.mayGoOn.release(1_000);
        assertThat(workers.close()).isTrue();
    }

    @Test
    void whatWaitsMeanwhileGoesTogether() throws Exception {
        busy();
        List<FakeJob> jobs = offer(1, 2, 3, 4, 5);
        model.mayGoOn.release(3);

        assertThat(ends(jobs)).containsOnly("answered");
        assertThat(model.runs).containsExactly(List.of(0f), List.of(1f, 2f, 3f, 4f), List.of(5f));
    }

    @Test
    void shapesAreNotMixed() throws Exception {
        busy();
        FakeJob one = new FakeJob(model, 1, 1);
        FakeJob wide = new FakeJob(model, 2, 7);
        FakeJob other = new FakeJob(model, 3, 1);
        assertThat(List.of(one, wide, other)).allMatch(workers::offer);
        model.mayGoOn.release(3);

        assertThat(ends(List.of(one, wide, other))).containsOnly("answered");
        assertThat(model.runs).containsExactly(List.of(0f), List.of(1f, 3f), List.of(2f));
    }

    @Test
    void onlyTheRequestFailsThatTheModelFailsOn() throws Exception {
        busy();
        List<FakeJob> jobs = offer(1, 2, -3, 4);
        model.mayGoOn.release(100);

        assertThat(ends(jobs)).containsExactly("answered", "answered", "failed: negative", "answered");
        assertThat(model.runs)
                .containsExactly(
                        List.of(0f),
                        List.of(1f, 2f, -3f, 4f),
                        List.of(1f, 2f),
                        List.of(-3f, 4f),
                        List.of(-3f),
                        List.of(4f));
    }

    @Test
    void aThreadOutlivesWhateverTheModelThrows() throws Exception {
        busy();
        List<FakeJob> jobs = offer(-666);
        model.mayGoOn.release(100);

        assertThat(ends(jobs)).containsExactly("failed: deep");
        assertThat(ends(offer(1))).containsExactly("answered");
    }

    @Test
    void aFullQueueTakesNoMore() throws Exception {
        busy();
        offer(1, 2, 3, 4, 5, 6, 7, 8);

        assertThat(workers.waiting()).isEqualTo(8);
        assertThat(workers.inFlight()).as("one runs").isEqualTo(9);
        assertThat(workers.offer(new FakeJob(model, 9, 1))).isFalse();
    }

    @Test
    void whoseDeadlinePassesOrWhoLeavesIsNeverComputed() throws Exception {
        busy();
        FakeJob late = new FakeJob(model, 1, 1).until(50);
        FakeJob gone = new FakeJob(model, 2, 1);
        FakeJob good = new FakeJob(model, 3, 1);
        assertThat(List.of(late, gone, good)).allMatch(workers::offer);
        clock.set(50);
        gone.leave();
        model.mayGoOn.release(2);

        assertThat(ends(List.of(late, gone, good))).containsExactly("expired", "forsaken", "answered");
        assertThat(model.runs).containsExactly(List.of(0f), List.of(3f));
    }

    @Test
    void tellsHowLongTheModelRunsAndHowLongAgoItAnswered() throws Exception {
        FakeJob first = busy();
        clock.set(Duration.ofSeconds(7).toNanos());

        assertThat(workers.running()).contains(Duration.ofSeconds(7));
        assertThat(workers.sinceAnswer()).isEqualTo(Duration.ofSeconds(7));

        model.mayGoOn.release();
        ends(List.of(first));
        ends(offerAndLet(1));
        assertThat(workers.sinceAnswer()).isZero();
    }

    @Test
    void theEndWaitsForWhatIsHereAndTakesNoMore() throws Exception {
        InferenceWorkers ending = workers(4, 8);
        FakeModel quick = new FakeModel(false);
        List<FakeJob> jobs =
                IntStream.range(0, 8).mapToObj(i -> new FakeJob(quick, i, 1)).toList();
        assertThat(jobs).allMatch(ending::offer);

        assertThat(ending.close()).isTrue();
        assertThat(ends(jobs)).containsOnly("answered");
        assertThat(ending.offer(new FakeJob(quick, 1, 1))).isFalse();
    }

    private InferenceWorkers workers(int batch, int capacity) {
        return new InferenceWorkers(
                new BatchRules(batch, Duration.ZERO), new InferenceWorkers.Sizes(1, capacity), clock::get, () -> {});
    }

    /** Brings the only thread into the model. */
    private FakeJob busy() throws InterruptedException {
        FakeJob job = offer(0).getFirst();
        assertThat(model.entered.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        return job;
    }

    private List<FakeJob> offerAndLet(float... values) {
        model.mayGoOn.release(values.length);
        return offer(values);
    }

    private List<FakeJob> offer(float... values) {
        List<FakeJob> jobs = IntStream.range(0, values.length)
                .mapToObj(i -> new FakeJob(model, values[i], 1))
                .toList();
        assertThat(jobs).allMatch(workers::offer);
        return jobs;
    }

    private static List<String> ends(List<FakeJob> jobs) throws Exception {
        List<String> ends = new java.util.ArrayList<>();
        for (FakeJob job : jobs) {
            ends.add(job.end.get(10, TimeUnit.SECONDS));
        }
        return ends;
    }
}
