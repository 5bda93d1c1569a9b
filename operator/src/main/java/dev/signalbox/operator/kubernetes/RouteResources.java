package dev.signalbox.operator.kubernetes;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.route.Route;
import dev.signalbox.operator.resource.ModelDeployment;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The routes that are written, whatever somebody else may have made of them. */
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

    RouteResources(KubernetesClient client) {
        this.client = client;
    }

    /** The route as it is written now; null where there is none, and where it is none: then it must be written again. */
    @Nullable
    Route read(DeploymentName name) {
        GenericKubernetesResource resource = resource(name).get();
        if (resource == null) {
            return null;
        }
        try {
            return client.getKubernetesSerialization()
                    .convertValue(resource.getAdditionalProperties().get("spec"), Route.class);
        } catch (IllegalArgumentException e) {
            LOG.warnf("Route was made unreadable, writing it again deployment=%s", name);
            LOG.debugf("Route was made unreadable deployment=%s reason=\"%s\"", name, e.getMessage());
            return null;
        }
    }

    void remove(DeploymentName name) {
        resource(name).delete();
    }

    private Resource<GenericKubernetesResource> resource(DeploymentName name) {
        return client.genericKubernetesResources(KIND)
                .inNamespace(name.namespace())
                .withName(name.name());
    }
}
