package dev.signalbox.operator.platform;

import dev.signalbox.api.DeploymentName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Has every deployment looked at when it has changed, and again and again while it is under way: one look at a time per
 * deployment, a bounded number at the same time. Thread safe.
 */
public final class ReconcileLoop implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ReconcileLoop.class);
    /* Whatever a look waits for has a time-out, and all of them together come to far less. */
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(5);

    private final Platform platform;
    private final Predicate<DeploymentName> reconcile;
    private final OperatorConfig config;
    private final OperatorMetrics metrics;
    private final Clock clock;
    private final ExecutorService workers;
    private final ScheduledExecutorService ticker;
    private final Map<DeploymentName, Turn> turns = new HashMap<>();
    private volatile Instant lastTick;

    public ReconcileLoop(
            Platform platform,
            Predicate<DeploymentName> reconcile,
            OperatorConfig config,
            OperatorMetrics metrics,
            Clock clock) {
        this.platform = platform;
        this.reconcile = reconcile;
        this.config = config;
        this.metrics = metrics;
        this.clock = clock;
        this.lastTick = clock.instant();
        this.workers = Executors.newFixedThreadPool(
                Math.max(1, config.parallelism()),
                Thread.ofPlatform().daemon().name("reconcile-", 0).factory());
        this.ticker = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("reconcile-tick").factory());
    }

    /** Where one deployment is between waiting, being looked at, and having changed meanwhile. Guarded by the loop. */
    private static final class Turn {
        private boolean running;
        private boolean again;
        private boolean settled;
        private Instant looked = Instant.MIN;
        private @Nullable Instant begun;
    }

    /** Begins. */
    public void start() {
        platform.start(this::changed);
        long millis = Math.max(10, config.interval().toMillis());
        var unused = ticker.scheduleWithFixedDelay(this::tick, 0, millis, TimeUnit.MILLISECONDS);
    }

    /** Has a deployment looked at soon. */
    public void changed(DeploymentName name) {
        synchronized (turns) {
            Turn turn = turns.computeIfAbsent(name, n -> new Turn());
            if (turn.running) {
                turn.again = true;
                return;
            }
            if (workers.isShutdown()) {
                return;
            }
            turn.running = true;
        }
        workers.execute(() -> look(name));
    }

    /** Whether the platform could be asked lately, and no look at a deployment takes longer than any may. */
    public boolean alive() {
        Instant now = clock.instant();
        return now.isBefore(lastTick.plus(config.interval().multipliedBy(20)).plus(Duration.ofSeconds(10)))
                && nothingHangs(now.minus(LONGEST_LOOK));
    }

    /** When the platform was last asked for its deployments. */
    Instant ticked() {
        return lastTick;
    }

    private boolean nothingHangs(Instant since) {
        synchronized (turns) {
            return turns.values().stream().noneMatch(turn -> turn.begun != null && turn.begun.isBefore(since));
        }
    }

    private void tick() {
        try {
            Instant now = clock.instant();
            Set<DeploymentName> present = platform.deployments();
            for (DeploymentName name : present) {
                if (due(name, now)) {
                    changed(name);
                }
            }
            forget(present);
            lastTick = clock.instant();
        } catch (RuntimeException e) {
            metrics.failed();
            LOG.warnf("Deployments could not be listed reason=\"%s\"", e.getMessage());
        }
    }

    private boolean due(DeploymentName name, Instant now) {
        synchronized (turns) {
            Turn turn = turns.get(name);
            return turn == null
                    || (!turn.running && (!turn.settled || now.isAfter(turn.looked.plus(config.settledInterval()))));
        }
    }

    private void forget(Set<DeploymentName> present) {
        synchronized (turns) {
            Set<DeploymentName> gone = new HashSet<>(turns.keySet());
            gone.removeAll(present);
            gone.removeIf(name -> turns.getOrDefault(name, new Turn()).running);
            gone.forEach(turns::remove);
        }
    }

    private void look(DeploymentName name) {
        boolean settled = false;
        Instant begun = clock.instant();
        synchronized (turns) {
            turns.computeIfAbsent(name, n -> new Turn()).begun = begun;
        }
        try {
            settled = reconcile.test(name);
            metrics.reconciled(Duration.between(begun, clock.instant()));
        } catch (PlatformException e) {
            failed(name, e);
        } catch (RuntimeException e) {
            metrics.failed();
            LOG.warnf("Deployment could not be reconciled, trying again deployment=%s reason=\"%s\"", name, e);
            LOG.debug("Deployment could not be reconciled", e);
        } finally {
            done(name, settled);
        }
    }

    private void failed(DeploymentName name, PlatformException e) {
        if (e.stale()) {
            LOG.debugf("Deployment has changed meanwhile, looking again deployment=%s", name);
            synchronized (turns) {
                turns.computeIfAbsent(name, n -> new Turn()).again = true;
            }
            return;
        }
        metrics.failed();
        LOG.warnf("Deployment could not be reconciled, trying again deployment=%s reason=\"%s\"", name, e);
        LOG.debug("Deployment could not be reconciled", e);
    }

    private void done(DeploymentName name, boolean settled) {
        boolean again;
        synchronized (turns) {
            Turn turn = turns.computeIfAbsent(name, n -> new Turn());
            turn.running = false;
            turn.begun = null;
            turn.settled = settled;
            turn.looked = clock.instant();
            again = turn.again;
            turn.again = false;
        }
        if (again) {
            changed(name);
        }
    }

    @Override
    public void close() {
        ticker.shutdownNow();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(5, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
