package dev.signalbox.router.source;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.route.Backend;
import dev.signalbox.api.route.Route;
import dev.signalbox.api.route.RouteTable;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** Routes from ModelRoute resources, with the addresses behind the services that they name. */
public final class KubernetesRoutes implements RouteSource {
    private static final Logger LOG = Logger.getLogger(KubernetesRoutes.class);
    static final ResourceDefinitionContext MODEL_ROUTES = new ResourceDefinitionContext.Builder()
            .withGroup("signalbox.dev")
            .withVersion("v1alpha1")
            .withKind("ModelRoute")
            .withPlural("modelroutes")
            .withNamespaced(true)
            .build();
    /* Changes that come together are looked at together. */
    private static final long GATHER_MILLIS = 5;

    /* How long a route waits for addresses of a service that were never seen. */
    private static final long PATIENCE_MILLIS = 250;

    private final RouteKeeper keeper;
    private final AcceptedRoutes accepted;
    private final ServiceEndpoints endpoints;
    private final SharedIndexInformer<GenericKubernetesResource> watch;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final AtomicLong addressChanges = new AtomicLong();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("route-watch").factory());
    private final Map<ServiceEndpoints.Service, Long> awaited = new HashMap<>();
    private Map<DeploymentName, Resolved> resolved = Map.of();
    private long resolvedAt = -1;
    private volatile String trouble = "no ModelRoutes were read yet";

    /** Routes of one namespace, or of all. */
    public KubernetesRoutes(
            KubernetesClient client, Optional<String> namespace, ObjectMapper json, RouteKeeper keeper) {
        this.keeper = keeper;
        this.accepted = new AcceptedRoutes(json);
        this.endpoints = new ChosenEndpoints(client, namespace, this::addressesChanged);
        this.watch = namespace.isPresent()
                ? client.genericKubernetesResources(MODEL_ROUTES)
                        .inNamespace(namespace.get())
                        .runnableInformer(0)
                : client.genericKubernetesResources(MODEL_ROUTES)
                        .inAnyNamespace()
                        .runnableInformer(0);
        watch.addEventHandler(new WatchedEndpoints.Changes<>(this::look));
        watch.exceptionHandler((started, cause) -> {
            report(Trouble.of(cause));
            return true;
        });
    }

    @Override
    public void start() {
        watch.start().whenComplete((done, failed) -> look());
    }

    @Override
    public String trouble() {
        return trouble;
    }

    @Override
    public void close() {
        looking.shutdownNow();
        watch.close();
        endpoints.close();
    }

    private void addressesChanged() {
        addressChanges.incrementAndGet();
        look();
    }

    private void look() {
        if (!looking.isShutdown() && asked.compareAndSet(false, true)) {
            var unused = looking.schedule(this::apply, GATHER_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void apply() {
        asked.set(false);
        try {
            if (!watch.hasSynced()) {
                return;
            }
            if (!endpoints.known()) {
                var unused = looking.schedule(this::look, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
                return;
            }
            long changes = addressChanges.get();
            boolean sameAddresses = changes == resolvedAt;
            Map<DeploymentName, Resolved> next = new TreeMap<>();
            Set<ServiceEndpoints.Service> named = new HashSet<>();
            for (Route route : accepted.of(watch.getStore().list())) {
                route.backends().forEach(backend -> service(route, backend).ifPresent(named::add));
                resolve(route, sameAddresses).ifPresent(found -> next.put(route.deployment(), found));
            }
            awaited.keySet().retainAll(named);
            resolved = next;
            resolvedAt = changes;
            keeper.apply(
                    RouteTable.of(next.values().stream().map(Resolved::whole).toList()));
            report(accepted.refused() == 0 ? "" : accepted.refused() + " ModelRoutes are ignored as they stand");
        } catch (RuntimeException e) {
            report(Trouble.of(e));
        }
    }

    /* A route with a service whose addresses were not heard of waits in its last state: they may be on their way. A service
     * that has none, and never will, holds it up for a moment only. */
    private Optional<Resolved> resolve(Route route, boolean sameAddresses) {
        Resolved known = resolved.get(route.deployment());
        if (known != null && sameAddresses && known.read(route)) {
            return Optional.of(known);
        }
        List<List<String>> addresses = new ArrayList<>();
        for (Backend backend : route.backends()) {
            Optional<ServiceEndpoints.Service> service = service(route, backend);
            if (service.isPresent() && !heardOf(service.get())) {
                return Optional.ofNullable(known)
                        .or(() -> keeper.inForce(route.deployment()).map(Resolved::asItWas));
            }
            addresses.add(service.map(endpoints::of).orElseGet(List::of));
        }
        return Optional.of(
                known != null && known.read(route) && known.addresses().equals(addresses)
                        ? known
                        : Resolved.of(route, addresses));
    }

    /**
     * A route as it was read, the addresses behind each of its services, and what both make. Of a thousand routes one changes at a
     * time: the others stay the very same, and tables of them are compared at a glance.
     */
    private record Resolved(Route read, List<List<String>> addresses, Route whole) {
        static Resolved of(Route read, List<List<String>> addresses) {
            List<Backend> backends = new ArrayList<>();
            for (int i = 0; i < addresses.size(); i++) {
                Backend backend = read.backends().get(i);
                backends.add(
                        backend.service() == null
                                ? backend
                                : Backend.ofEndpoints(
                                        backend.version(), backend.role(), addresses.get(i), backend.weight()));
            }
            return new Resolved(read, addresses, read.withBackends(backends));
        }

        static Resolved asItWas(Route inForce) {
            return new Resolved(inForce, List.of(), inForce);
        }

        @SuppressWarnings("ReferenceEquality") // routes that did not change are handed out as the same object
        boolean read(Route route) {
            return read == route;
        }
    }

    private boolean heardOf(ServiceEndpoints.Service service) {
        if (endpoints.heardOf(service)) {
            awaited.remove(service);
            return true;
        }
        long now = System.nanoTime();
        Long since = awaited.get(service);
        if (since == null) {
            awaited.put(service, now);
            var unused = looking.schedule(this::apply, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            return false;
        }
        return now - since >= TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    }

    private static Optional<ServiceEndpoints.Service> service(Route route, Backend backend) {
        String service = backend.service();
        return service == null
                ? Optional.empty()
                : Optional.of(new ServiceEndpoints.Service(route.deployment().namespace(), service, backend.port()));
    }

    private void report(String now) {
        if (!now.equals(trouble) && !now.isEmpty()) {
            LOG.warnf("ModelRoutes cannot all be followed, the last good routes stay: reason=%s", now);
        }
        trouble = now;
    }
}
