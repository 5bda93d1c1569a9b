package dev.signalbox.operator.kubernetes;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.operator.machine.Command;
import dev.signalbox.operator.resource.ModelDeployment;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Watches ModelDeployments and what they own, keeps the finalizer on them, and tells which of them has changed; the reconcile
 * that both platforms share does the rest.
 */
@ControllerConfiguration(name = "modeldeployment", finalizerName = Labels.FINALIZER)
public class ModelDeploymentController implements Reconciler<ModelDeployment>, Cleaner<ModelDeployment> {
    private static final String BY_DEPLOYMENT = "by-deployment";
    private static final String OWNED = Labels.MANAGED_BY + "=" + Labels.MANAGER;

    private final Consumer<DeploymentName> changed;
    private volatile @Nullable IndexerResourceCache<ModelDeployment> primaries;
    private volatile @Nullable InformerEventSource<Deployment, ModelDeployment> deployments;
    private volatile @Nullable InformerEventSource<Service, ModelDeployment> services;
    private volatile @Nullable InformerEventSource<Pod, ModelDeployment> pods;
    private volatile @Nullable InformerEventSource<Job, ModelDeployment> jobs;
    private volatile @Nullable InformerEventSource<GenericKubernetesResource, ModelDeployment> routes;

    ModelDeploymentController(Consumer<DeploymentName> changed) {
        this.changed = changed;
    }

    @Override
    public List<EventSource<?, ModelDeployment>> prepareEventSources(EventSourceContext<ModelDeployment> context) {
        primaries = context.getPrimaryCache();
        InformerEventSource<Deployment, ModelDeployment> deploymentSource = source(of(Deployment.class), context);
        InformerEventSource<Service, ModelDeployment> serviceSource = source(of(Service.class), context);
        InformerEventSource<Pod, ModelDeployment> podSource = source(of(Pod.class), context);
        InformerEventSource<Job, ModelDeployment> jobSource = source(of(Job.class), context);
        InformerEventSource<GenericKubernetesResource, ModelDeployment> routeSource = source(ofRoutes(), context);
        deployments = deploymentSource;
        services = serviceSource;
        pods = podSource;
        jobs = jobSource;
        routes = routeSource;
        return List.of(deploymentSource, serviceSource, podSource, jobSource, routeSource);
    }

    private static <R extends HasMetadata> InformerEventSourceConfiguration.Builder<R> of(Class<R> type) {
        return InformerEventSourceConfiguration.from(type, ModelDeployment.class);
    }

    /* Not by its type: a route that somebody made unreadable must not end the watch of all of them. */
    private static InformerEventSourceConfiguration.Builder<GenericKubernetesResource> ofRoutes() {
        return InformerEventSourceConfiguration.from(
                new GroupVersionKind(ModelDeployment.GROUP, ModelDeployment.VERSION, "ModelRoute"),
                ModelDeployment.class);
    }

    private static <R extends HasMetadata> InformerEventSource<R, ModelDeployment> source(
            InformerEventSourceConfiguration.Builder<R> watched, EventSourceContext<ModelDeployment> context) {
        var configuration = watched.withLabelSelector(OWNED)
                .withSecondaryToPrimaryMapper(ModelDeploymentController::owner)
                .withNamespacesInheritedFromController()
                .build();
        InformerEventSource<R, ModelDeployment> source = new InformerEventSource<>(configuration, context);
        source.addIndexers(Map.of(
                BY_DEPLOYMENT,
                owned -> owner(owned).stream()
                        .map(ModelDeploymentController::key)
                        .toList()));
        return source;
    }

    private static Set<ResourceID> owner(HasMetadata owned) {
        Map<String, String> labels = owned.getMetadata().getLabels();
        String deployment = labels == null ? null : labels.get(Labels.DEPLOYMENT);
        return deployment == null
                ? Set.of()
                : Set.of(new ResourceID(deployment, owned.getMetadata().getNamespace()));
    }

    private static String key(ResourceID id) {
        return id.getNamespace().orElse("") + "/" + id.getName();
    }

    @Override
    public UpdateControl<ModelDeployment> reconcile(ModelDeployment resource, Context<ModelDeployment> context) {
        changed.accept(name(resource));
        return UpdateControl.noUpdate();
    }

    @Override
    public DeleteControl cleanup(ModelDeployment resource, Context<ModelDeployment> context) {
        changed.accept(name(resource));
        return DeleteControl.noFinalizerRemoval();
    }

    Set<DeploymentName> names() {
        IndexerResourceCache<ModelDeployment> cache = primaries;
        return cache == null
                ? Set.of()
                : cache.keys()
                        .map(id -> new DeploymentName(id.getNamespace().orElse(""), id.getName()))
                        .collect(Collectors.toSet());
    }

    List<Deployment> deployments(DeploymentName name) {
        return deployments == null ? List.of() : deployments.byIndex(BY_DEPLOYMENT, name.toString());
    }

    List<Service> services(DeploymentName name) {
        return services == null ? List.of() : services.byIndex(BY_DEPLOYMENT, name.toString());
    }

    List<Pod> pods(DeploymentName name) {
        return pods == null ? List.of() : pods.byIndex(BY_DEPLOYMENT, name.toString());
    }

    List<Job> jobs(DeploymentName name) {
        return jobs == null ? List.of() : jobs.byIndex(BY_DEPLOYMENT, name.toString());
    }

    Optional<ModelDeployment> primary(DeploymentName name) {
        return primaries == null ? Optional.empty() : primaries.get(new ResourceID(name.name(), name.namespace()));
    }

    Optional<GenericKubernetesResource> route(DeploymentName name) {
        return routes == null
                ? Optional.empty()
                : routes.byIndex(BY_DEPLOYMENT, name.toString()).stream()
                        .filter(route -> route.getMetadata().getName().equals(name.name()))
                        .findFirst();
    }

    /** Whether a user asks for something new; what the operator itself writes into the status is no news to it. */
    static boolean asksForMore(ModelDeployment now, ModelDeployment before) {
        return !asked(now).equals(asked(before));
    }

    private static List<@Nullable Object> asked(ModelDeployment resource) {
        ObjectMeta meta = resource.getMetadata();
        return Arrays.asList(
                meta.getGeneration(),
                meta.getDeletionTimestamp(),
                meta.getFinalizers(),
                meta.getAnnotations() == null ? null : meta.getAnnotations().get(Command.ANNOTATION));
    }

    private static DeploymentName name(ModelDeployment resource) {
        return new DeploymentName(
                resource.getMetadata().getNamespace(), resource.getMetadata().getName());
    }
}
