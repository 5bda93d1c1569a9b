package dev.signalbox.operator.local.process;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;

/** Names one model server: the version that it serves, and its number among those that do. */
public record ServerKey(DeploymentName deployment, ModelVersion version, int index) {
    @Override
    public String toString() {
        return deployment.namespace() + "." + deployment.name() + "." + version + "-" + index;
    }
}
