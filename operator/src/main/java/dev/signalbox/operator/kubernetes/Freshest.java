package dev.signalbox.operator.kubernetes;

import dev.signalbox.api.DeploymentName;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The newest that is known of an object: what an informer has, or what this operator wrote last where the informer has not seen
 * that yet. So a decision never rests on a state that the operator itself has already left behind. Thread safe.
 */
final class Freshest<T extends HasMetadata> {
    /* Resource versions are compared as numbers. Every API server over etcd has them so; where one has not, the informer's is
     * taken, and a decision on an older state is refused when its status is written. */
    private final Map<DeploymentName, T> written = new ConcurrentHashMap<>();

    /** The newest; {@code direct} is asked where the informer has none but something was written. */
    Optional<T> of(DeploymentName name, @Nullable T cached, Supplier<@Nullable T> direct) {
        T own = written.get(name);
        if (own == null) {
            return Optional.ofNullable(cached);
        }
        if (cached == null) {
            T found = direct.get();
            if (found == null) {
                written.remove(name);
            }
            return Optional.ofNullable(found);
        }
        if (version(cached) >= version(own)) {
            written.remove(name);
            return Optional.of(cached);
        }
        return Optional.of(own);
    }

    /** This was written, or read from the API itself. */
    void note(DeploymentName name, T object) {
        written.put(name, object);
    }

    /** Nothing of this operator's is newer any more. */
    void forget(DeploymentName name) {
        written.remove(name);
    }

    private static long version(HasMetadata object) {
        try {
            return Long.parseLong(object.getMetadata().getResourceVersion());
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
