package dev.signalbox.router.source;

import java.util.List;
import java.util.Set;

/** Knows which addresses stand behind services, and says when that changes. */
interface ServiceEndpoints extends AutoCloseable {
    /** A port of a service, which is watched from the first time that it is asked for. */
    record Service(String namespace, String name, int port) {}

    /** The ready addresses of a service as far as they are known, as {@code host:port}, sorted. */
    List<String> of(Service service);

    /** Whether what is known of the service came from the cluster, be it that it has no address. */
    boolean known(Service service);

    /** Stops watching all other services. */
    void keepOnly(Set<Service> services);

    @Override
    void close();
}
