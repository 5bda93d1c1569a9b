package dev.signalbox.operator.platform;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.operator.machine.RouterView;
import java.util.List;

/** The routers, asked what they apply. */
public interface Routers {
    /** One view per router that is there, or may be. */
    List<RouterView> views(DeploymentName deployment);
}
