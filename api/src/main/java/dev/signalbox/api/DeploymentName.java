package dev.signalbox.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * Names one ModelDeployment: {@code namespace/name}, both DNS labels as Kubernetes has them. Applications call it a model.
 */
public record DeploymentName(String namespace, String name) implements Comparable<DeploymentName> {
    /** The namespace of a name that has none. */
    public static final String DEFAULT_NAMESPACE = "default";

    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final String RULE = "a DNS label of at most 63 characters (a-z, 0-9, -)";

    public DeploymentName {
        Require.matching("namespace", namespace, LABEL, RULE);
        Require.matching("name", name, LABEL, RULE);
    }

    /** Reads {@code namespace/name}, or {@code name} in the default namespace. */
    @JsonCreator
    public static DeploymentName parse(String text) {
        int slash = Require.present("deployment", text).indexOf('/');
        return slash < 0
                ? new DeploymentName(DEFAULT_NAMESPACE, text)
                : new DeploymentName(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public int compareTo(DeploymentName other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    @Override
    @JsonValue
    public String toString() {
        return namespace + "/" + name;
    }
}
