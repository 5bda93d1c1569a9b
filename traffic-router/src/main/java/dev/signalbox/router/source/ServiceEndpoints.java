package dev.signalbox.router.source;

import java.util.List;

/** Knows which addresses stand behind the services of its scope, and says when that changes. */
interface ServiceEndpoints extends AutoCloseable {
    /** A port of a service. */
    record Service(String namespace, String name, int port) {}

    /** The ready addresses of a service as far as they are known, as {@code host:port}, sorted. */
    List<String> of(Service service);

    /** Whether all that the cluster listed at the start has been read. */
    boolean known();

    /** Whether the cluster has listed addresses of the service, be it that there are none. */
    boolean heardOf(Service service);

    @Override
    void close();
}
