package dev.signalbox.cli.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.cli.Json;
import dev.signalbox.cli.UserError;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The ModelDeployments of a cluster, by the rights of whoever the kubeconfig says. */
public final class ClusterDeployments implements Deployments {
    private static final int NOT_FOUND = 404;
    private static final ResourceDefinitionContext KIND = new ResourceDefinitionContext.Builder()
            .withGroup("signalbox.dev")
            .withVersion("v1alpha1")
            .withKind(Manifest.KIND)
            .withPlural("modeldeployments")
            .withNamespaced(true)
            .build();

    private final KubernetesClient client;

    private ClusterDeployments(KubernetesClient client) {
        this.client = client;
    }

    /** Of the cluster that a kubeconfig and a context name; null is what kubectl would take. */
    public static ClusterDeployments open(@Nullable Path kubeconfig, @Nullable String context) {
        return new ClusterDeployments(new KubernetesClientBuilder()
                .withConfig(config(kubeconfig, context))
                .build());
    }

    /** The namespace of that context. */
    public static String namespace(@Nullable Path kubeconfig, @Nullable String context) {
        String named = config(kubeconfig, context).getNamespace();
        return named == null ? DeploymentName.DEFAULT_NAMESPACE : named;
    }

    private static Config config(@Nullable Path kubeconfig, @Nullable String context) {
        if (kubeconfig != null && !Files.isReadable(kubeconfig)) {
            throw new UserError("the kubeconfig " + kubeconfig + " cannot be read");
        }
        Config config = kubeconfig == null
                ? Config.autoConfigure(context)
                : Config.fromKubeconfig(context, kubeconfig.toFile());
        return new ConfigBuilder(config).withRequestRetryBackoffLimit(2).build();
    }

    @Override
    public Optional<JsonNode> find(DeploymentName name) {
        return Optional.ofNullable(asking(() -> all().inNamespace(name.namespace())
                        .withName(name.name())
                        .get()))
                .map(this::tree);
    }

    @Override
    public List<JsonNode> list(Optional<String> namespace) {
        GenericKubernetesResourceList found = asking(() -> namespace.isPresent()
                ? all().inNamespace(namespace.get()).list()
                : all().inAnyNamespace().list());
        return found.getItems().stream().map(this::tree).toList();
    }

    @Override
    public List<JsonNode> events(DeploymentName name) {
        return asking(() -> client.v1()
                        .events()
                        .inNamespace(name.namespace())
                        .withField("involvedObject.kind", Manifest.KIND)
                        .withField("involvedObject.name", name.name())
                        .list()
                        .getItems())
                .stream()
                .sorted(Comparator.comparing(ClusterDeployments::time))
                .<JsonNode>map(event -> {
                    ObjectNode line = Json.JSON.createObjectNode();
                    line.put("at", time(event));
                    line.put("type", event.getType());
                    line.put("reason", event.getReason());
                    line.put("message", event.getMessage());
                    return line;
                })
                .toList();
    }

    private static String time(Event event) {
        return event.getLastTimestamp() == null ? event.getMetadata().getCreationTimestamp() : event.getLastTimestamp();
    }

    @Override
    public boolean annotate(DeploymentName name, String annotation, String value) {
        ObjectNode patch = Json.JSON.createObjectNode();
        patch.putObject("metadata").putObject("annotations").put(annotation, value);
        try {
            all().inNamespace(name.namespace())
                    .withName(name.name())
                    .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == NOT_FOUND) {
                return false;
            }
            throw told(e);
        }
    }

    @Override
    public boolean there() {
        return true;
    }

    @Override
    public void close() {
        client.close();
    }

    private MixedOperation<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            all() {
        return client.genericKubernetesResources(KIND);
    }

    private JsonNode tree(GenericKubernetesResource resource) {
        return client.getKubernetesSerialization().convertValue(resource, JsonNode.class);
    }

    private static <T> T asking(Supplier<T> call) {
        try {
            return call.get();
        } catch (KubernetesClientException e) {
            throw told(e);
        }
    }

    private static UserError told(KubernetesClientException e) {
        if (e.getStatus() != null && e.getStatus().getMessage() != null) {
            return new UserError("the cluster says: " + e.getStatus().getMessage(), e);
        }
        Throwable why = e.getCause() == null ? e : e.getCause();
        return new UserError(
                "no cluster answers (" + why.getClass().getSimpleName() + ": " + why.getMessage()
                        + "): name one by --kubeconfig or KUBECONFIG",
                e);
    }
}
