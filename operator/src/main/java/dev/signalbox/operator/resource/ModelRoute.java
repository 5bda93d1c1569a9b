package dev.signalbox.operator.resource;

import dev.signalbox.api.route.Route;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** How requests of a deployment are answered now. Written by the operator alone, read by every router. */
@Group(ModelDeployment.GROUP)
@Version(ModelDeployment.VERSION)
@ShortNames("mr")
public class ModelRoute extends CustomResource<Route, Void> implements Namespaced {
    @Override
    protected @Nullable Route initSpec() {
        return null;
    }
}
