package dev.signalbox.monitor.callbacks;

import dev.signalbox.monitor.metrics.MeterNames;
import dev.signalbox.monitor.review.RetryRule;
import dev.signalbox.monitor.store.StoreFailedException;
import dev.signalbox.monitor.store.StoreUnavailableException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Sends what is to be sent, a bounded number at a time, until it is taken or was tried often enough. Every monitor over the same database
 * does; none sends what another is sending.
 */
@Singleton
class CallbackSender {
    private static final Logger LOG = Logger.getLogger(CallbackSender.class);

    /* Longer than a try can take with all that is around it. */
    private static final Duration ROOM = Duration.ofSeconds(20);

    private final CallbackOutbox outbox;
    private final CallbackPost post;
    private final RetryRule rule;
    private final Duration lease;
    private final Clock clock;
    private final Semaphore free;
    private final ExecutorService threads;
    private final Map<CallbackOutcome, Counter> outcomes = new EnumMap<>(CallbackOutcome.class);
    private final Counter givenUp;
    private final AtomicLong waiting = new AtomicLong();

    CallbackSender(
            CallbackOutbox outbox, CallbackPost post, CallbackConfig config, MeterRegistry registry, Clock clock) {
        this.outbox = outbox;
        this.post = post;
        this.rule = new RetryRule(config.pause(), config.longestPause(), config.tries());
        this.lease = config.timeout().plus(ROOM);
        this.clock = clock;
        this.free = new Semaphore(config.atATime());
        this.threads = Executors.newFixedThreadPool(
                config.atATime(),
                Thread.ofPlatform().daemon().name("callback-", 0).factory());
        /* From zero on, so that the first one is seen as a change. */
        for (CallbackOutcome outcome : CallbackOutcome.values()) {
            outcomes.put(outcome, registry.counter(MeterNames.CALLBACKS, MeterNames.OUTCOME, outcome.label()));
        }
        this.givenUp = registry.counter(MeterNames.CALLBACKS_GIVEN_UP);
        registry.gauge(MeterNames.CALLBACKS_WAITING, waiting);
    }

    @Scheduled(every = "1s", delayed = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void run() {
        try {
            fill();
            waiting.set(outbox.waiting());
        } catch (StoreUnavailableException | StoreFailedException e) {
            LOG.warn("Callbacks could not be looked up, will try again");
        }
    }

    /* As many as there is a thread for: what is taken is sent at once, while it is nobody else's. */
    private void fill() {
        int room = free.drainPermits();
        int used = 0;
        try {
            List<CallbackOutbox.Due> taken = room == 0 ? List.of() : outbox.take(room, lease, clock.instant());
            for (CallbackOutbox.Due due : taken) {
                threads.execute(() -> work(due));
                used++;
            }
        } finally {
            free.release(room - used);
        }
    }

    /* Whoever is done takes the next one. */
    private void work(CallbackOutbox.Due first) {
        try {
            CallbackOutbox.Due due = first;
            while (due != null) {
                settle(due, tried(due));
                due = threads.isShutdown()
                        ? null
                        : outbox.take(1, lease, clock.instant()).stream()
                                .findFirst()
                                .orElse(null);
            }
        } catch (InterruptedException closing) {
            /* It is due again when its time is over. */
            Thread.currentThread().interrupt();
        } catch (StoreUnavailableException | StoreFailedException e) {
            LOG.warn("What became of a callback could not be kept, it is tried again");
        } finally {
            free.release();
        }
    }

    /* A process that was killed while it sent has not settled its try: those count too. */
    private CallbackPost.Result tried(CallbackOutbox.Due due) throws InterruptedException {
        return due.tries() > rule.tries()
                ? new CallbackPost.Result(CallbackOutcome.UNREACHABLE, "what became of the last try is not known")
                : post.post(due);
    }

    private void settle(CallbackOutbox.Due due, CallbackPost.Result result) {
        Instant now = clock.instant();
        Counter counter = outcomes.get(result.outcome());
        if (counter != null) {
            counter.increment();
        }
        if (result.outcome() == CallbackOutcome.DELIVERED) {
            outbox.delivered(due, now);
            return;
        }
        Optional<Instant> next =
                rule.after(due.tries(), now, ThreadLocalRandom.current().nextDouble());
        if (next.isPresent()) {
            outbox.again(due, next.get(), result.detail());
            if (result.outcome().away()) {
                /* The first pause, not this one's: an application that is back need not wait for the longest. */
                outbox.postpone(due.url(), now.plus(rule.first()), now);
            }
        } else if (outbox.giveUp(due, now, result.detail())) {
            givenUp.increment();
            LOG.warnf(
                    "Callback given up: deployment=%s requestId=%s tries=%d reason=\"%s\"",
                    due.deployment(), due.requestId(), due.tries(), result.detail());
        }
    }

    /** Lets what is under way end; the rest is for others, or for the next process. */
    @PreDestroy
    void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(3, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
