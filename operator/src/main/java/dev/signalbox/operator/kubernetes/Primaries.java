package dev.signalbox.operator.kubernetes;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.operator.platform.PlatformException;
import dev.signalbox.operator.resource.ModelDeployment;
import dev.signalbox.operator.spec.ModelDeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The ModelDeployments themselves, and the one writer of their status. Thread safe; of one deployment by one thread at a time. */
final class Primaries {
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int INVALID = 422;

    private final KubernetesClient client;
    private final Freshest<ModelDeployment> freshest = new Freshest<>();
    private final Map<DeploymentName, Seen> seen = new ConcurrentHashMap<>();

    /** What the last decision rests on. */
    private record Seen(@Nullable String uid, @Nullable String resourceVersion) {}

    Primaries(KubernetesClient client) {
        this.client = client;
    }

    /** The newest that is known of one; null where there is none. */
    @Nullable
    ModelDeployment read(DeploymentName name, @Nullable ModelDeployment cached) {
        Optional<ModelDeployment> found =
                freshest.of(name, cached, () -> resource(name).get());
        found.ifPresentOrElse(
                r -> seen.put(
                        name, new Seen(r.getMetadata().getUid(), r.getMetadata().getResourceVersion())),
                () -> forget(name));
        return found.orElse(null);
    }

    /** The identity of the one that was read last; null where there is none. */
    @Nullable
    String uid(DeploymentName name) {
        Seen last = seen.get(name);
        if (last != null) {
            return last.uid();
        }
        ModelDeployment found = resource(name).get();
        return found == null ? null : found.getMetadata().getUid();
    }

    /* A status is one thing with one writer: it is put in place as a whole, so that nothing of an older one stays behind. It is
     * refused where the object is another than the decision was made on: by another replica, or with another spec. */
    void writeStatus(DeploymentName name, ModelDeploymentStatus status) {
        Seen last = seen.get(name);
        String version = last == null ? null : last.resourceVersion();
        String patch = "["
                + (version == null
                        ? ""
                        : "{\"op\":\"test\",\"path\":\"/metadata/resourceVersion\",\"value\":\"" + version + "\"},")
                + "{\"op\":\"add\",\"path\":\"/status\",\"value\":"
                + client.getKubernetesSerialization().asJson(status) + "}]";
        try {
            freshest.note(name, resource(name).subresource("status").patch(PatchContext.of(PatchType.JSON), patch));
        } catch (KubernetesClientException e) {
            if (e.getCode() == NOT_FOUND) {
                forget(name);
                return;
            }
            if (e.getCode() == CONFLICT || e.getCode() == INVALID) {
                Optional.ofNullable(resource(name).get()).ifPresent(newest -> freshest.note(name, newest));
                throw PlatformException.stale(name + " has changed meanwhile", e);
            }
            throw e;
        }
    }

    /** Lets a deleted one go. */
    void release(DeploymentName name) {
        resource(name).edit(found -> {
            found.getMetadata().getFinalizers().remove(Labels.FINALIZER);
            return found;
        });
        forget(name);
    }

    private void forget(DeploymentName name) {
        freshest.forget(name);
        seen.remove(name);
    }

    private Resource<ModelDeployment> resource(DeploymentName name) {
        return client.resources(ModelDeployment.class)
                .inNamespace(name.namespace())
                .withName(name.name());
    }
}
