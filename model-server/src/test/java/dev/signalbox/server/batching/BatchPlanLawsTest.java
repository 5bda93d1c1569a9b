package dev.signalbox.server.batching;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class BatchPlanLawsTest {
    @Property
    void noRequestIsLostOrTakenTwice(@ForAll("queues") List<Asked> queue, @ForAll("rules") BatchRules rules) {
        BatchPlan<Asked> plan = BatchPlan.of(rules, queue, 500);

        List<Asked> taken = new ArrayList<>(plan.run());
        taken.addAll(plan.expired());
        taken.addAll(plan.abandoned());
        assertThat(taken).doesNotHaveDuplicates();
        assertThat(queue).containsAll(taken);
        assertThat(plan.abandoned()).allMatch(Asked::abandoned);
        assertThat(plan.expired()).allMatch(asked -> asked.deadline() <= 500);
        assertThat(plan.run()).noneMatch(asked -> asked.deadline() <= 500 || asked.abandoned());
    }

    @Property
    void aBatchHasOneShapeFitsAndKeepsTheOrder(@ForAll("queues") List<Asked> queue, @ForAll("rules") BatchRules rules) {
        List<Asked> run = BatchPlan.of(rules, queue, 500).run();

        assertThat(run.stream().map(Asked::shape).distinct().count()).isLessThanOrEqualTo(1);
        assertThat(run.size() == 1 || run.stream().mapToInt(Asked::rows).sum() <= rules.maxSize())
                .isTrue();
        assertThat(run).isSortedAccordingTo(Comparator.comparingInt(queue::indexOf));
    }

    @Property
    void whoWaitsIsLookedAtAgain(@ForAll("queues") List<Asked> queue, @ForAll("rules") BatchRules rules) {
        BatchPlan<Asked> plan = BatchPlan.of(rules, queue, 500);

        int left = queue.size() - plan.expired().size() - plan.abandoned().size();
        assertThat(plan.run().isEmpty() && left > 0).isEqualTo(plan.lookAgain().isPresent());
        plan.lookAgain().ifPresent(nanos -> {
            assertThat(nanos).isPositive();
            /* And then the plan is another. */
            BatchPlan<Asked> next = BatchPlan.of(rules, queue, 500 + nanos);
            assertThat(next.run().size() + next.expired().size())
                    .isGreaterThan(plan.expired().size());
        });
    }

    /** Virtual time: with a worker that is always free nobody waits longer than the delay, whatever comes behind. */
    @Property
    void nobodyWaitsLongerThanTheDelayForAFreeWorker(
            @ForAll("queues") List<Asked> arrivals, @ForAll @IntRange(min = 1, max = 8) int maxSize) {
        BatchRules rules = new BatchRules(maxSize, Duration.ofNanos(50));
        List<Asked> coming = new ArrayList<>(arrivals);
        coming.sort(Comparator.comparingLong(Asked::arrived));
        List<Asked> queue = new ArrayList<>();
        for (long now = 0; now <= 2_000; now++) {
            while (!coming.isEmpty() && coming.getFirst().arrived() <= now) {
                queue.add(coming.removeFirst());
            }
            for (BatchPlan<Asked> plan = BatchPlan.of(rules, queue, now); ; plan = BatchPlan.of(rules, queue, now)) {
                queue.removeAll(plan.expired());
                queue.removeAll(plan.abandoned());
                queue.removeAll(plan.run());
                long instant = now;
                assertThat(plan.run()).allMatch(asked -> instant - asked.arrived() <= 50);
                if (plan.run().isEmpty()) {
                    break;
                }
            }
        }
        assertThat(queue).isEmpty();
        assertThat(coming).isEmpty();
    }

    @Provide
    Arbitrary<BatchRules> rules() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 8),
                        Arbitraries.longs().between(0, 400))
                .as((size, delay) -> new BatchRules(size, Duration.ofNanos(delay)));
    }

    @Provide
    Arbitrary<List<Asked>> queues() {
        Arbitrary<Asked> one = Combinators.combine(
                        Arbitraries.longs().between(1, 3),
                        Arbitraries.integers().between(1, 10),
                        Arbitraries.longs().between(0, 500),
                        Arbitraries.longs().between(1, 800),
                        Arbitraries.integers().between(0, 9))
                .as((width, rows, arrived, patience, gone) ->
                        new Asked("", width, rows, arrived, arrived + patience, gone == 0));
        return one.list().ofMaxSize(30).map(BatchPlanLawsTest::named);
    }

    private static List<Asked> named(List<Asked> queue) {
        List<Asked> named = new ArrayList<>();
        for (Asked asked : queue) {
            named.add(new Asked(
                    "r" + named.size(),
                    asked.width(),
                    asked.rows(),
                    asked.arrived(),
                    asked.deadline(),
                    asked.abandoned()));
        }
        return named;
    }
}
