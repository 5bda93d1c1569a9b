package dev.signalbox.router.source;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.route.Route;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Which routes of the ModelRoute resources are in force: of each resource the last valid state, and never one of a lower
 * revision. Not thread safe.
 */
final class AcceptedRoutes {
    private static final Logger LOG = Logger.getLogger(AcceptedRoutes.class);

    private final ObjectMapper json;
    private final Map<String, Accepted> byUid = new HashMap<>();
    private final Map<String, String> complained = new HashMap<>();

    AcceptedRoutes(ObjectMapper json) {
        this.json = json;
    }

    /** What one resource came to: its state that was looked at last, and the route that is good. */
    private record Accepted(@Nullable String resourceVersion, Route route) {}

    /** Looks at all resources that there are now, and returns the routes that are good. */
    List<Route> of(Collection<GenericKubernetesResource> resources) {
        Set<String> present = new HashSet<>();
        for (GenericKubernetesResource resource : resources) {
            String uid = uid(resource);
            present.add(uid);
            consider(uid, resource);
        }
        byUid.keySet().retainAll(present);
        complained.keySet().retainAll(present);
        List<Route> routes = new ArrayList<>();
        byUid.values().forEach(accepted -> routes.add(accepted.route()));
        routes.sort(Comparator.comparing(Route::deployment));
        return routes;
    }

    /** How many resources are not in force as they stand. */
    int refused() {
        return complained.size();
    }

    private void consider(String uid, GenericKubernetesResource resource) {
        String version = resource.getMetadata().getResourceVersion();
        Accepted known = byUid.get(uid);
        if (known != null && Objects.equals(known.resourceVersion(), version)) {
            return;
        }
        String name = resource.getMetadata().getNamespace() + "/"
                + resource.getMetadata().getName();
        try {
            Route route = json.convertValue(resource.get("spec"), Route.class);
            check(name, route, known);
            byUid.put(uid, new Accepted(version, route));
            complained.remove(uid);
        } catch (RuntimeException e) {
            String why = Trouble.of(e);
            if (!why.equals(complained.put(uid, why))) {
                LOG.warnf("ModelRoute is ignored as it stands: route=%s reason=%s", name, why);
            }
        }
    }

    private static void check(String name, @Nullable Route route, @Nullable Accepted known) {
        if (route == null) {
            throw new IllegalArgumentException("spec is required");
        }
        if (!route.deployment().toString().equals(name)) {
            throw new IllegalArgumentException(
                    "spec.deployment must be the resource's own name " + name + ", got " + route.deployment());
        }
        if (known != null && route.revision() < known.route().revision()) {
            throw new IllegalArgumentException(
                    "spec.revision must not fall below " + known.route().revision() + ", got " + route.revision());
        }
    }

    private static String uid(GenericKubernetesResource resource) {
        String uid = resource.getMetadata().getUid();
        return uid != null
                ? uid
                : resource.getMetadata().getNamespace() + "/"
                        + resource.getMetadata().getName();
    }
}
