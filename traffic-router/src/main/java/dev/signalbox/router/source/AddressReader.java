package dev.signalbox.router.source;

import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointSubset;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the ready addresses out of one resource that lists them. */
interface AddressReader<T extends HasMetadata> {
    /** The name of the service whose addresses these are. */
    String service(T item);

    /** Adds the ready addresses as {@code host:port}. */
    void read(T item, int servicePort, Collection<String> addresses);

    /** Of {@code discovery.k8s.io/v1}: a service has one or more slices, and each knows which service it is of. */
    final class OfSlice implements AddressReader<EndpointSlice> {
        private static final String SERVICE = "kubernetes.io/service-name";

        @Override
        public String service(EndpointSlice slice) {
            Map<String, String> labels = slice.getMetadata().getLabels();
            return labels == null ? "" : labels.getOrDefault(SERVICE, "");
        }

        @Override
        public void read(EndpointSlice slice, int servicePort, Collection<String> addresses) {
            int port =
                    port(listed(slice.getPorts()).stream().map(p -> p.getPort()).toList(), servicePort);
            for (Endpoint endpoint : listed(slice.getEndpoints())) {
                if (ready(endpoint.getConditions())) {
                    listed(endpoint.getAddresses()).forEach(ip -> addresses.add(hostPort(ip, port)));
                }
            }
        }

        /* Kubernetes: not to know is to be ready. */
        private static boolean ready(@Nullable EndpointConditions conditions) {
            return conditions == null || !Boolean.FALSE.equals(conditions.getReady());
        }
    }

    /** Of core/v1: a service has one, of its own name. */
    final class OfEndpoints implements AddressReader<Endpoints> {
        @Override
        public String service(Endpoints endpoints) {
            return endpoints.getMetadata().getName();
        }

        @Override
        public void read(Endpoints endpoints, int servicePort, Collection<String> addresses) {
            for (EndpointSubset subset : listed(endpoints.getSubsets())) {
                int port = port(
                        listed(subset.getPorts()).stream().map(p -> p.getPort()).toList(), servicePort);
                for (EndpointAddress address : listed(subset.getAddresses())) {
                    addresses.add(hostPort(address.getIp(), port));
                }
            }
        }
    }

    /* A service's port and its pods' port may differ, but only the pods' is listed: where there is just one, it is that. */
    private static int port(List<Integer> ports, int servicePort) {
        List<Integer> named = ports.stream().filter(Objects::nonNull).toList();
        return named.size() == 1 ? named.getFirst() : servicePort;
    }

    private static String hostPort(String ip, int port) {
        return (ip.indexOf(':') >= 0 ? "[" + ip + "]" : ip) + ":" + port;
    }

    private static <E> List<E> listed(@Nullable List<E> items) {
        return items == null ? List.of() : items;
    }
}
