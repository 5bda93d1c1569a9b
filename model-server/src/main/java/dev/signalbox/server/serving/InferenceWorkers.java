package dev.signalbox.server.serving;

import dev.signalbox.server.batching.BatchPlan;
import dev.signalbox.server.batching.BatchRules;
import dev.signalbox.server.config.BatchingConfig;
import dev.signalbox.server.config.ModelConfig;
import dev.signalbox.server.engine.TorchModel;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The threads that run inferences, and the bounded queue before them, out of which they take batches. Thread safe. */
@ApplicationScoped
public class InferenceWorkers {
    private static final Logger LOG = Logger.getLogger(InferenceWorkers.class);
    private static final Duration LONGEST_END = Duration.ofSeconds(8);

    private final BatchRules rules;
    private final int capacity;
    private final LongSupplier clock;
    private final Runnable prepareThread;
    private final List<Worker> workers;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Job> queue = new ArrayList<>();
    private boolean begun;
    private boolean ending;
    private volatile int waiting;
    private volatile long lastAnswer;

    @Inject
    InferenceWorkers(ModelConfig config, BatchingConfig batching) {
        this(
                new BatchRules(batching.maxSize(), batching.maxDelay()),
                new Sizes(Threads.workers(config), config.queue()),
                System::nanoTime,
                TorchModel::prepareThread);
    }

    InferenceWorkers(BatchRules rules, Sizes sizes, LongSupplier clock, Runnable prepareThread) {
        this.rules = rules;
        this.capacity = sizes.capacity();
        this.clock = clock;
        this.prepareThread = prepareThread;
        this.lastAnswer = clock.getAsLong();
        this.workers =
                IntStream.range(0, sizes.workers()).mapToObj(i -> new Worker()).toList();
    }

    /** How many threads, and how many jobs may wait for them. */
    record Sizes(int workers, int capacity) {}

    /** Puts a job into the queue; false if too many wait already. */
    boolean offer(Job job) {
        lock.lock();
        try {
            if (ending || queue.size() >= capacity) {
                return false;
            }
            begin();
            queue.add(job);
            waiting = queue.size();
            if (wakes()) {
                changed.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /*
     * Whether the newest job takes a thread to be woken for it. Without a delay one that waits behind others does not: a thread
     * is on its way for the first of them, takes all that it may, and wakes another if it leaves any. A wake-up costs more
     * than a small inference.
     */
    private boolean wakes() {
        return queue.size() == 1 || !rules.maxDelay().isZero();
    }

    /* The threads begin with the first job: by then the engine has been started. */
    private void begin() {
        if (!begun) {
            begun = true;
            for (int i = 0; i < workers.size(); i++) {
                workers.get(i).thread =
                        Thread.ofPlatform().daemon().name("inference-" + i).start(workers.get(i));
            }
        }
    }

    /** How many jobs wait. */
    public int waiting() {
        return waiting;
    }

    /** How many jobs wait or run: the load that a replica has. */
    int inFlight() {
        return waiting + workers.stream().mapToInt(worker -> worker.runs).sum();
    }

    int size() {
        return workers.size();
    }

    /** How many inferences run now. */
    int busy() {
        return (int) workers.stream().filter(worker -> worker.runsSince != null).count();
    }

    /** How many rows go together at most. */
    int batchSize() {
        return rules.maxSize();
    }

    /** Counts from now on how long ago the model last answered. */
    void countFromNow() {
        lastAnswer = clock.getAsLong();
    }

    /** How long ago the model last answered. */
    Duration sinceAnswer() {
        return Duration.ofNanos(Math.max(0, clock.getAsLong() - lastAnswer));
    }

    /** How long the run has been going on that began first; empty if none is. */
    Optional<Duration> running() {
        long now = clock.getAsLong();
        return workers.stream()
                .flatMap(worker -> Optional.ofNullable(worker.runsSince).stream())
                .map(since -> Duration.ofNanos(Math.max(0, now - since)))
                .max(Duration::compareTo);
    }

    /** Lets the jobs that are here end, for a bounded time, and takes no others; false if some did not end. */
    boolean close() {
        lock.lock();
        try {
            ending = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        long until = clock.getAsLong() + LONGEST_END.toNanos();
        try {
            for (Worker worker : workers) {
                Thread thread = worker.thread;
                long left = until - clock.getAsLong();
                if (thread != null && !thread.join(Duration.ofNanos(Math.max(1, left)))) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits for something to do; empty once there is nothing left and nothing comes any more. */
    private Optional<BatchPlan<Job>> next() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                if (queue.isEmpty()) {
                    if (ending) {
                        return Optional.empty();
                    }
                    changed.await();
                    continue;
                }
                BatchPlan<Job> plan = BatchPlan.of(rules, queue, clock.getAsLong());
                if (takeOut(plan)) {
                    return Optional.of(plan);
                }
                changed.await(plan.lookAgain().orElse(1), TimeUnit.NANOSECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean takeOut(BatchPlan<Job> plan) {
        int count = plan.run().size() + plan.expired().size() + plan.abandoned().size();
        if (count == queue.size()) {
            queue.clear();
        } else if (count > 0) {
            Set<Job> taken = Collections.newSetFromMap(new IdentityHashMap<>());
            taken.addAll(plan.run());
            taken.addAll(plan.expired());
            taken.addAll(plan.abandoned());
            queue.removeIf(taken::contains);
            /* There is more to do than this thread now does. */
            changed.signal();
        }
        waiting = queue.size();
        return count > 0;
    }

    /** One thread. */
    private final class Worker implements Runnable {
        private volatile @Nullable Thread thread;
        private volatile @Nullable Long runsSince;
        private volatile int runs;

        @Override
        public void run() {
            prepareThread.run();
            try {
                for (Optional<BatchPlan<Job>> plan = next(); plan.isPresent(); plan = next()) {
                    plan.get().abandoned().forEach(Job::forsaken);
                    plan.get().expired().forEach(Job::expired);
                    work(plan.get().run());
                }
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }

        private void work(List<Job> jobs) {
            if (jobs.isEmpty()) {
                return;
            }
            runs = jobs.size();
            runsSince = clock.getAsLong();
            try {
                if (BatchRun.of(jobs)) {
                    lastAnswer = clock.getAsLong();
                }
            } catch (RuntimeException | Error unforeseen) {
                /* Whatever it is, the thread goes on: without it nobody would be answered. */
                LOG.error("Inference thread met a failure that no request accounts for", unforeseen);
            } finally {
                runsSince = null;
                runs = 0;
            }
        }
    }
}
