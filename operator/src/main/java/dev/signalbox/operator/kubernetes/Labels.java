package dev.signalbox.operator.kubernetes;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import java.util.Map;

/** The labels and annotations of what the operator owns. */
final class Labels {
    /** The field manager of server-side apply, and what the objects say they are managed by. */
    static final String MANAGER = "signalbox-operator";

    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String NAME = "app.kubernetes.io/name";
    static final String DEPLOYMENT = "signalbox.dev/deployment";
    static final String VERSION = "signalbox.dev/version";
    static final String TRAINING = "signalbox.dev/training";
    static final String FINGERPRINT = "signalbox.dev/fingerprint";
    static final String WRITTEN = "signalbox.dev/written";
    static final String FINALIZER = "signalbox.dev/rollout";
    static final String ROUTER = "signalbox-router";

    private Labels() {}

    /** What finds the pods of a version. */
    static Map<String, String> selector(DeploymentName name, ModelVersion version) {
        return Map.of(NAME, "model-server", DEPLOYMENT, name.name(), VERSION, version.id());
    }

    static Map<String, String> all(DeploymentName name, ModelVersion version) {
        return Map.of(
                NAME,
                "model-server",
                "app.kubernetes.io/instance",
                name.name(),
                "app.kubernetes.io/version",
                version.id(),
                "app.kubernetes.io/part-of",
                "signalbox",
                MANAGED_BY,
                MANAGER,
                DEPLOYMENT,
                name.name(),
                VERSION,
                version.id());
    }
}
