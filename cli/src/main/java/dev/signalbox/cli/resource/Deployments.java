package dev.signalbox.cli.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.api.DeploymentName;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** ModelDeployments with their status, wherever an operator carries them out. */
public interface Deployments extends AutoCloseable {
    /** A ModelDeployment with its status, as soon as there is one. */
    Optional<JsonNode> find(DeploymentName name) throws IOException;

    /** All ModelDeployments of a namespace, or of all. */
    List<JsonNode> list(Optional<String> namespace) throws IOException;

    /** The events of a ModelDeployment, the oldest first: {@code at}, {@code type}, {@code reason} and {@code message}. */
    List<JsonNode> events(DeploymentName name) throws IOException;

    /** Sets an annotation; false where there is no such ModelDeployment. */
    boolean annotate(DeploymentName name, String annotation, String value) throws IOException;

    /** Whether they can still be asked for. */
    boolean there();

    @Override
    void close();
}
