package dev.signalbox.operator.kubernetes;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.route.Route;
import dev.signalbox.operator.resource.ModelDeployment;
import dev.signalbox.operator.resource.ModelRoute;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The routes that are written, whatever somebody else may have made of them. Thread safe. */
final class RouteResources {
    private static final Logger LOG = Logger.getLogger(RouteResources.class);
    private static final ResourceDefinitionContext KIND = new ResourceDefinitionContext.Builder()
            .withGroup(ModelDeployment.GROUP)
            .withVersion(ModelDeployment.VERSION)
            .withKind("ModelRoute")
            .withPlural("modelroutes")
            .withNamespaced(true)
            .build();

    private final KubernetesClient client;
    private final OwnedObjects objects;
    private final Freshest<GenericKubernetesResource> freshest = new Freshest<>();
    private final Map<DeploymentName, String> versions = new ConcurrentHashMap<>();

    RouteResources(KubernetesClient client, OwnedObjects objects) {
        this.client = client;
        this.objects = objects;
    }

    /** The route as it is written now; null where there is none, and where it is none: then it must be written again. */
    @Nullable
    Route read(DeploymentName name, @Nullable GenericKubernetesResource cached) {
        GenericKubernetesResource found =
                freshest.of(name, cached, () -> resource(name).get()).orElse(null);
        if (found == null) {
            versions.remove(name);
            return null;
        }
        versions.put(name, found.getMetadata().getResourceVersion());
        try {
            return client.getKubernetesSerialization()
                    .convertValue(found.getAdditionalProperties().get("spec"), Route.class);
        } catch (IllegalArgumentException e) {
            LOG.warnf("Route was made unreadable, writing it again deployment=%s", name);
            LOG.debugf("Route was made unreadable deployment=%s reason=\"%s\"", name, e.getMessage());
            return null;
        }
    }

    /* With the version that the decision rests on: a route that somebody has changed since is looked at again before. */
    void write(Desired.Owner owner, Route route) {
        String version = versions.get(owner.name());
        ModelRoute wanted = Desired.route(owner, route);
        var stored = objects.write(wanted, momentary -> {
            momentary.getMetadata().setResourceVersion(version);
            return momentary;
        });
        freshest.note(
                owner.name(),
                client.getKubernetesSerialization().convertValue(stored, GenericKubernetesResource.class));
    }

    void remove(DeploymentName name) {
        resource(name).delete();
        objects.forget("ModelRoute", name.namespace(), name.name());
        forget(name);
    }

    void forget(DeploymentName name) {
        freshest.forget(name);
        versions.remove(name);
    }

    private Resource<GenericKubernetesResource> resource(DeploymentName name) {
        return client.genericKubernetesResources(KIND)
                .inNamespace(name.namespace())
                .withName(name.name());
    }
}
