package dev.signalbox.router.source;

import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Addresses from the Endpoints of core/v1, one watch for each service that a route names. */
final class CoreEndpoints implements ServiceEndpoints {
    private final KubernetesClient client;
    private final Runnable changed;
    private final Map<Name, SharedIndexInformer<Endpoints>> watches = new ConcurrentHashMap<>();

    CoreEndpoints(KubernetesClient client, Runnable changed) {
        this.client = client;
        this.changed = changed;
    }

    @Override
    public List<String> of(Service service) {
        Set<String> addresses = new TreeSet<>();
        for (Endpoints endpoints : watch(service).getStore().list()) {
            for (EndpointSubset subset :
                    endpoints.getSubsets() == null ? List.<EndpointSubset>of() : endpoints.getSubsets()) {
                int port = portOf(subset, service.port());
                for (EndpointAddress address :
                        subset.getAddresses() == null ? List.<EndpointAddress>of() : subset.getAddresses()) {
                    addresses.add(hostPort(address.getIp(), port));
                }
            }
        }
        return List.copyOf(addresses);
    }

    @Override
    public boolean known(Service service) {
        return watch(service).hasSynced();
    }

    @Override
    public void keepOnly(Set<Service> services) {
        Set<Name> names = services.stream().map(Name::of).collect(Collectors.toSet());
        watches.entrySet().removeIf(watch -> {
            boolean unused = !names.contains(watch.getKey());
            if (unused) {
                watch.getValue().close();
            }
            return unused;
        });
    }

    @Override
    public void close() {
        keepOnly(Set.of());
    }

    private SharedIndexInformer<Endpoints> watch(Service service) {
        return watches.computeIfAbsent(Name.of(service), name -> {
            SharedIndexInformer<Endpoints> informer = client.endpoints()
                    .inNamespace(name.namespace())
                    .withName(name.name())
                    .runnableInformer(0);
            informer.addEventHandler(new Changes<>(changed));
            informer.exceptionHandler((started, cause) -> true);
            informer.start().whenComplete((done, failed) -> changed.run());
            return informer;
        });
    }

    /* A service's port and its pods' port may differ, but Endpoints only know the pods': where there is just one, it is that. */
    private static int portOf(EndpointSubset subset, int servicePort) {
        Collection<Integer> ports = subset.getPorts() == null
                ? List.of()
                : subset.getPorts().stream().map(p -> p.getPort()).toList();
        return ports.size() == 1 ? ports.iterator().next() : servicePort;
    }

    private static String hostPort(String ip, int port) {
        return (ip.indexOf(':') >= 0 ? "[" + ip + "]" : ip) + ":" + port;
    }

    private record Name(String namespace, String name) {
        static Name of(Service service) {
            return new Name(service.namespace(), service.name());
        }
    }

    /** Any change is a reason to look again. */
    record Changes<T>(Runnable changed) implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T added) {
            changed.run();
        }

        @Override
        public void onUpdate(T before, T after) {
            changed.run();
        }

        @Override
        public void onDelete(T deleted, boolean finalStateUnknown) {
            changed.run();
        }
    }
}
