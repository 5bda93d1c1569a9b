package dev.signalbox.operator.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Whether this replica is the one that acts, by a Lease that one of them holds at a time. Thread safe. */
final class Leadership implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Leadership.class);
    private static final String LEASE = "signalbox-operator";
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final KubernetesClient client;
    private final String namespace;
    private final Duration lease;
    private final String identity = UUID.randomUUID().toString();
    private final ExecutorService elections = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("election-", 0).factory());
    private volatile boolean leading;
    private volatile boolean closed;
    private volatile @Nullable CompletableFuture<?> election;

    Leadership(KubernetesClient client, String namespace, Duration lease) {
        this.client = client;
        this.namespace = namespace;
        this.lease = lease;
    }

    /** Stands for election, again and again; tells when it has won. */
    void start(Runnable won) {
        elections.execute(() -> {
            while (!closed) {
                try {
                    stand(won);
                } catch (RuntimeException e) {
                    LOG.warnf("Election failed, standing again reason=\"%s\"", e.getMessage());
                }
                leading = false;
                pause();
            }
        });
    }

    private void stand(Runnable won) {
        LeaderElectionConfig config = new LeaderElectionConfigBuilder()
                .withName(LEASE)
                .withLock(new LeaseLock(namespace, LEASE, identity))
                .withLeaseDuration(lease)
                .withRenewDeadline(lease.multipliedBy(2).dividedBy(3))
                .withRetryPeriod(lease.dividedBy(5))
                .withReleaseOnCancel(true)
                .withLeaderCallbacks(new LeaderCallbacks(
                        () -> begin(won), this::end, leader -> LOG.debugf("Leader identity=%s", leader)))
                .build();
        CompletableFuture<?> running = new LeaderElector(client, config, elections).start();
        election = running;
        if (closed) {
            running.cancel(true);
        }
        running.handle((done, failure) -> "ended").join();
    }

    private void begin(Runnable won) {
        leading = true;
        LOG.infof("This replica acts from now on namespace=%s identity=%s", namespace, identity);
        elections.execute(won);
    }

    private void end() {
        if (leading) {
            LOG.infof("This replica does not act any more namespace=%s identity=%s", namespace, identity);
        }
        leading = false;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean leading() {
        return leading;
    }

    /** Gives the lease back, so that another replica goes on at once. */
    @Override
    public void close() {
        closed = true;
        leading = false;
        CompletableFuture<?> running = election;
        if (running != null) {
            running.cancel(true);
        }
        elections.shutdown();
    }
}
