package dev.signalbox.operator.platform;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.rollout.RolloutReport;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells where rollouts are, in order and without making whoever decides wait. Thread safe. */
final class RolloutReporter implements AutoCloseable {
    /* Every change is told, so that a history has no gaps; one thread sends, and tries again while nobody is there. What waits
     * is bounded: then the oldest is given up, and where the rollout is now is still told. */
    private static final int MOST_WAITING = 1_000;
    private static final int MOST_DEPLOYMENTS = 10_000;

    /** How often another wording of the same is told, and how often the same word for word. */
    private static final Duration OTHER_WORDS = Duration.ofSeconds(5);

    private static final Duration SAME_WORDS = Duration.ofSeconds(50);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final ReportSink sink;
    private final OperatorMetrics metrics;
    private final Duration firstPause;
    private final Thread sender;

    private final Deque<RolloutReport> waiting = new ArrayDeque<>();
    private final Map<DeploymentName, RolloutReport> told = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<DeploymentName, RolloutReport> eldest) {
            return size() > MOST_DEPLOYMENTS;
        }
    };

    RolloutReporter(ReportSink sink, OperatorMetrics metrics, Duration firstPause) {
        this.sink = sink;
        this.metrics = metrics;
        this.firstPause = firstPause;
        this.sender = Thread.ofPlatform().daemon().name("rollout-reports").start(this::sendAll);
    }

    /** Has a report sent if it says something new, or if the last one was long ago. */
    void tell(RolloutReport report) {
        synchronized (waiting) {
            if (!worthTelling(told.get(report.deployment()), report)) {
                return;
            }
            told.put(report.deployment(), report);
            if (waiting.size() >= MOST_WAITING) {
                waiting.removeFirst();
                metrics.reportLost();
            }
            waiting.addLast(report);
            waiting.notifyAll();
        }
    }

    static boolean worthTelling(@Nullable RolloutReport before, RolloutReport now) {
        if (before == null || !before.saysTheSameAs(now)) {
            return true;
        }
        Duration since = Duration.between(before.at(), now.at());
        Duration least = before.message().equals(now.message()) ? SAME_WORDS : OTHER_WORDS;
        return since.isNegative() || since.compareTo(least) >= 0;
    }

    private void sendAll() {
        try {
            Duration pause = firstPause;
            while (true) {
                RolloutReport next = first();
                ReportSink.Answer answer = sink.send(next);
                if (answer == ReportSink.Answer.AWAY) {
                    Thread.sleep(pause);
                    pause = longer(pause);
                    continue;
                }
                pause = firstPause;
                done(next, answer);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    private RolloutReport first() throws InterruptedException {
        synchronized (waiting) {
            while (waiting.isEmpty()) {
                waiting.wait();
            }
            return waiting.getFirst();
        }
    }

    private void done(RolloutReport sent, ReportSink.Answer answer) {
        synchronized (waiting) {
            /* It may have been given up meanwhile. */
            boolean there = waiting.remove(sent);
            if (there && answer == ReportSink.Answer.REFUSED) {
                metrics.reportLost();
            }
        }
    }

    @Override
    public void close() {
        sender.interrupt();
    }
}
