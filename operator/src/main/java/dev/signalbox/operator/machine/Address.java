package dev.signalbox.operator.machine;

import java.util.List;

/** Where routers find a version: each platform has its own way. */
public sealed interface Address {
    /** Through a Kubernetes Service, whose endpoints the routers follow themselves. */
    record OfService(String name, int port) implements Address {}

    /** The {@code host:port} of every instance that is ready now; of no other. */
    record OfEndpoints(List<String> endpoints) implements Address {
        public OfEndpoints {
            endpoints = endpoints.stream().sorted().toList();
        }
    }
}
