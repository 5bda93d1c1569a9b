package dev.signalbox.cli;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.cli.mesh.Mesh;
import dev.signalbox.cli.resource.ClusterDeployments;
import dev.signalbox.cli.resource.DeploymentFolder;
import dev.signalbox.cli.resource.Deployments;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether a command talks to the local mesh, or to the cluster that a kubeconfig names; as a kubectl plugin it is the cluster. */
final class TargetOption {
    private static final String CLUSTER = "cluster";

    @Mixin
    private MeshOption mesh = new MeshOption();

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description =
                    "talk to the cluster of this kubeconfig (as a kubectl plugin: $KUBECONFIG, or ~/.kube/config)")
    private @Nullable Path kubeconfig;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "talk to the cluster of this context of the kubeconfig")
    private @Nullable String context;

    private boolean cluster() {
        boolean plugin = CLUSTER.equals(System.getProperty("signalbox.target"));
        return kubeconfig != null || context != null || (plugin && !mesh.named());
    }

    /** The deployments that are meant; to be closed. */
    Deployments deployments() {
        if (cluster()) {
            return ClusterDeployments.open(kubeconfig, context);
        }
        Mesh running = mesh.mesh();
        running.required();
        return new DeploymentFolder(running.folder(), () -> running.running().isPresent());
    }

    /** The namespace of what is named without one. */
    String namespace() {
        return cluster() ? ClusterDeployments.namespace(kubeconfig, context) : DeploymentName.DEFAULT_NAMESPACE;
    }

    /** What is told of a deployment that is not there. */
    static UserError notFound(DeploymentName name) {
        return new UserError("modeldeployments.signalbox.dev \"" + name.name() + "\" not found");
    }
}
