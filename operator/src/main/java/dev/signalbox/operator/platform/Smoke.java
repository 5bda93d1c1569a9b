package dev.signalbox.operator.platform;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.operator.machine.SmokeView;
import java.net.URI;
import java.util.List;

/** Who sends sample inferences to instances, past the routers. */
public interface Smoke {
    /** What the instances at these base addresses have answered; never throws for one that does not answer. */
    SmokeView ask(DeploymentName deployment, List<URI> instances);
}
