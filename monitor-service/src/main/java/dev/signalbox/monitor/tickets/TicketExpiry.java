package dev.signalbox.monitor.tickets;

import dev.signalbox.monitor.metrics.MeterNames;
import dev.signalbox.monitor.store.StoreFailedException;
import dev.signalbox.monitor.store.StoreUnavailableException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.jboss.logging.Logger;

/** Ends tickets that nobody decided on in time, and shows how many wait. */
@Singleton
class TicketExpiry {
    private static final Logger LOG = Logger.getLogger(TicketExpiry.class);

    private final TicketStore store;
    private final MeterRegistry registry;
    private final Clock clock;
    private final MultiGauge waiting;

    TicketExpiry(TicketStore store, MeterRegistry registry, Clock clock) {
        this.store = store;
        this.registry = registry;
        this.clock = clock;
        this.waiting = MultiGauge.builder(MeterNames.TICKETS_WAITING).register(registry);
    }

    @Scheduled(every = "10s", delayed = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void run() {
        try {
            int expired = store.expire(clock.instant());
            registry.counter(MeterNames.REVIEWS, MeterNames.ACTION, "expire", MeterNames.RESULT, "done")
                    .increment(expired);
            waiting.register(
                    store.waiting().entrySet().stream()
                            .map(entry ->
                                    MultiGauge.Row.of(Tags.of(MeterNames.DEPLOYMENT, entry.getKey()), entry.getValue()))
                            .toList(),
                    true);
        } catch (StoreUnavailableException | StoreFailedException e) {
            LOG.warn("Tickets that are due could not be ended, will try again");
        }
    }
}
