package dev.signalbox.monitor.tickets;

import dev.signalbox.monitor.metrics.MeterNames;
import dev.signalbox.monitor.store.StoreFailedException;
import dev.signalbox.monitor.store.StoreUnavailableException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jboss.logging.Logger;

/** Sees to tickets that nobody decided on in time, and shows how many wait. */
@Singleton
class TicketExpiry {
    private static final Logger LOG = Logger.getLogger(TicketExpiry.class);

    private final DueTickets tickets;
    private final Map<DueTickets.End, Counter> ends = new EnumMap<>(DueTickets.End.class);
    private final Clock clock;
    private final MultiGauge waiting;
    private final MultiGauge overdue;

    TicketExpiry(DueTickets tickets, MeterRegistry registry, Clock clock) {
        this.tickets = tickets;
        this.clock = clock;
        this.waiting = MultiGauge.builder(MeterNames.TICKETS_WAITING).register(registry);
        this.overdue = MultiGauge.builder(MeterNames.TICKETS_OVERDUE).register(registry);
        /* From zero on, so that the first one is seen as a change. */
        for (DueTickets.End end : DueTickets.End.values()) {
            ends.put(
                    end,
                    registry.counter(MeterNames.REVIEWS, MeterNames.ACTION, end.action(), MeterNames.RESULT, "done"));
        }
    }

    @Scheduled(every = "10s", delayed = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void run() {
        try {
            tickets.settle(clock.instant()).forEach((end, many) -> count(end, many));
            Map<String, DueTickets.Waiting> now = tickets.waiting();
            show(waiting, now, DueTickets.Waiting::all);
            show(overdue, now, DueTickets.Waiting::overdue);
        } catch (StoreUnavailableException | StoreFailedException e) {
            LOG.warn("Tickets that are due could not be seen to, will try again");
        }
    }

    private void count(DueTickets.End end, int many) {
        Counter counter = ends.get(end);
        if (counter != null) {
            counter.increment(many);
        }
    }

    private static void show(
            MultiGauge gauge, Map<String, DueTickets.Waiting> now, ToLongFunction<DueTickets.Waiting> number) {
        gauge.register(
                now.entrySet().stream()
                        .map(entry -> MultiGauge.Row.of(
                                Tags.of(MeterNames.DEPLOYMENT, entry.getKey()), number.applyAsLong(entry.getValue())))
                        .toList(),
                true);
    }
}
