package dev.signalbox.router.source;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Addresses from one watch over a namespace, or over all of them, however many services there are. */
final class WatchedEndpoints<T extends HasMetadata> implements ServiceEndpoints {
    private static final String BY_SERVICE = "service";

    private final AddressReader<T> reader;
    private final SharedIndexInformer<T> watch;

    private WatchedEndpoints(AddressReader<T> reader, Informable<T> scope, Runnable changed) {
        this.reader = reader;
        this.watch = scope.runnableInformer(0);
        watch.addIndexers(
                Map.of(BY_SERVICE, item -> List.of(key(item.getMetadata().getNamespace(), reader.service(item)))));
        watch.addEventHandler(new Changes<>(changed));
        watch.exceptionHandler((started, cause) -> true);
        watch.start().whenComplete((done, failed) -> changed.run());
    }

    static ServiceEndpoints slices(KubernetesClient client, Optional<String> namespace, Runnable changed) {
        return new WatchedEndpoints<>(
                new AddressReader.OfSlice(), scope(client.discovery().v1().endpointSlices(), namespace), changed);
    }

    static ServiceEndpoints core(KubernetesClient client, Optional<String> namespace, Runnable changed) {
        return new WatchedEndpoints<>(new AddressReader.OfEndpoints(), scope(client.endpoints(), namespace), changed);
    }

    private static <R extends HasMetadata> Informable<R> scope(
            MixedOperation<R, ?, ?> all, Optional<String> namespace) {
        return namespace.isPresent() ? all.inNamespace(namespace.get()) : all.inAnyNamespace();
    }

    @Override
    public List<String> of(Service service) {
        TreeSet<String> addresses = new TreeSet<>();
        watch.getIndexer()
                .byIndex(BY_SERVICE, key(service.namespace(), service.name()))
                .forEach(item -> reader.read(item, service.port(), addresses));
        return List.copyOf(addresses);
    }

    @Override
    public boolean known() {
        return watch.hasSynced();
    }

    @Override
    public boolean heardOf(Service service) {
        return !watch.getIndexer()
                .byIndex(BY_SERVICE, key(service.namespace(), service.name()))
                .isEmpty();
    }

    @Override
    public void close() {
        watch.close();
    }

    private static String key(String namespace, String service) {
        return namespace + "/" + service;
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
