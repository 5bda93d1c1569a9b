package dev.signalbox.monitor.telemetry;

import dev.signalbox.monitor.store.StoreFailedException;
import dev.signalbox.monitor.store.StoreUnavailableException;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Makes old telemetry coarser, so that what is stored stays bounded. */
@Singleton
public class Rollups {
    private static final Logger LOG = Logger.getLogger(Rollups.class);

    private final CountsRollup counts;
    private final ProfileRollup profiles;
    private final StoredRanges ranges;
    private final Clock clock;

    Rollups(CountsRollup counts, ProfileRollup profiles, StoredRanges ranges, Clock clock) {
        this.counts = counts;
        this.profiles = profiles;
        this.ranges = ranges;
        this.clock = clock;
    }

    @Scheduled(every = "1m", delayed = "30s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void run() {
        try {
            rollUp(clock.instant());
        } catch (StoreUnavailableException | StoreFailedException e) {
            LOG.warn("Old telemetry could not be made coarser, will try again");
        }
    }

    /** Makes coarser what is old enough at an instant, once nobody else in this process is at it. */
    synchronized void rollUp(Instant now) {
        counts.rollUp(now);
        profiles.rollUp(now);
        ranges.moveOld(now);
    }
}
