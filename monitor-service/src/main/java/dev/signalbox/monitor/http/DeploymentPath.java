package dev.signalbox.monitor.http;

import dev.signalbox.api.DeploymentName;
import jakarta.ws.rs.PathParam;

/** The deployment that a request's path names, as it came. */
public class DeploymentPath {
    @PathParam("namespace")
    String namespace = "";

    @PathParam("name")
    String name = "";

    /** The deployment; a request that names none is refused. */
    public final DeploymentName deployment() {
        return Parameters.deployment(namespace, name);
    }
}
