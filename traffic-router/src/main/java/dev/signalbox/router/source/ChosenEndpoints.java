package dev.signalbox.router.source;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Addresses from EndpointSlices where the cluster serves them, else from core Endpoints. Which of them, only the cluster can say:
 * while it does not answer, nothing is known, and nobody waits for it.
 */
final class ChosenEndpoints implements ServiceEndpoints {
    private static final Logger LOG = Logger.getLogger(ChosenEndpoints.class);
    private static final long AGAIN_MILLIS = 500;

    private final KubernetesClient client;
    private final Optional<String> namespace;
    private final Runnable changed;
    private final ScheduledExecutorService asking = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("endpoint-choice").factory());
    private volatile @Nullable ServiceEndpoints chosen;
    private boolean closed;

    ChosenEndpoints(KubernetesClient client, Optional<String> namespace, Runnable changed) {
        this.client = client;
        this.namespace = namespace;
        this.changed = changed;
        asking.execute(this::choose);
    }

    private void choose() {
        try {
            boolean slices = slicesServed();
            LOG.infof("Addresses of services are read: from=%s", slices ? "EndpointSlices" : "core Endpoints");
            take(slices);
            changed.run();
        } catch (RuntimeException e) {
            LOG.debugf("Cluster does not say what it serves: reason=%s", Trouble.of(e));
            again();
        }
    }

    /* A cluster that answers, but not this, is one to be read by what every cluster has. */
    private boolean slicesServed() {
        try {
            return client.supports(EndpointSlice.class);
        } catch (KubernetesClientException e) {
            if (e.getCode() == 0) {
                throw e;
            }
            LOG.warnf("Cluster does not say whether it serves EndpointSlices: reason=%s", Trouble.of(e));
            return false;
        }
    }

    private synchronized void take(boolean slices) {
        if (!closed) {
            chosen = slices
                    ? WatchedEndpoints.slices(client, namespace, changed)
                    : WatchedEndpoints.core(client, namespace, changed);
        }
    }

    private synchronized void again() {
        if (!closed) {
            var unused = asking.schedule(this::choose, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public List<String> of(Service service) {
        ServiceEndpoints now = chosen;
        return now == null ? List.of() : now.of(service);
    }

    @Override
    public boolean known() {
        ServiceEndpoints now = chosen;
        return now != null && now.known();
    }

    @Override
    public boolean heardOf(Service service) {
        ServiceEndpoints now = chosen;
        return now != null && now.heardOf(service);
    }

    @Override
    public synchronized void close() {
        closed = true;
        asking.shutdownNow();
        ServiceEndpoints now = chosen;
        if (now != null) {
            now.close();
        }
    }
}
