package dev.signalbox.monitor.rollout;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.monitor.store.StoreFailedException;
import dev.signalbox.monitor.store.StoreUnavailableException;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Tells whoever listens which deployments the operator has told something about, whichever replica it told. Thread safe. */
@Singleton
public class RolloutFeed {
    /** How many may listen at the same time. */
    static final int MOST_LISTENERS = 256;

    private final RolloutStore store;
    private final BroadcastProcessor<DeploymentName> changes = BroadcastProcessor.create();
    private final AtomicInteger listeners = new AtomicInteger();
    private Map<DeploymentName, Instant> seen = Map.of();

    RolloutFeed(RolloutStore store) {
        this.store = store;
    }

    /** The deployments as they change from now on; empty where too many listen already. Who does not keep up misses some. */
    Optional<Multi<DeploymentName>> listen() {
        if (listeners.incrementAndGet() > MOST_LISTENERS) {
            listeners.decrementAndGet();
            return Optional.empty();
        }
        return Optional.of(changes.onOverflow().drop().onTermination().invoke(() -> listeners.decrementAndGet()));
    }

    /* The store is looked at rather than told by who writes, since a report may have come to another replica. */
    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    synchronized void look() {
        if (listeners.get() == 0) {
            return;
        }
        try {
            Map<DeploymentName, Instant> now = store.times();
            now.forEach((name, at) -> {
                if (!at.equals(seen.get(name))) {
                    changes.onNext(name);
                }
            });
            seen = now;
        } catch (StoreUnavailableException | StoreFailedException e) {
            /* The database logs it; what changed meanwhile is told when it is back. */
            return;
        }
    }
}
