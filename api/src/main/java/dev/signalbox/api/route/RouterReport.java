package dev.signalbox.api.route;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Require;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one router answers to {@code GET /routes}: which revision of each route it applies, and what is still under way. */
public record RouterReport(int v, String instance, List<Applied> routes) {
    /** The version of the document that this code reads and writes. */
    public static final int VERSION = 1;

    public RouterReport {
        Require.version("routerReport", v, VERSION);
        Require.atMost("routerReport.instance", 128, instance);
        routes = List.copyOf(Require.present("routerReport.routes", routes));
    }

    /** A report of this document's version. */
    public static RouterReport of(String instance, List<Applied> routes) {
        return new RouterReport(VERSION, instance, routes);
    }

    /** What the router applies for a deployment, if it knows it. */
    public Optional<Applied> applied(DeploymentName deployment) {
        return routes.stream().filter(r -> r.deployment().equals(deployment)).findFirst();
    }

    /**
     * One applied route. {@code inFlight} counts the requests under way by version, of any revision; a version without
     * one may be left out.
     */
    public record Applied(DeploymentName deployment, long revision, Map<ModelVersion, Long> inFlight) {
        public Applied {
            Require.present("routerReport.routes.deployment", deployment);
            Require.within("routerReport.routes.revision", revision, 0, Long.MAX_VALUE);
            inFlight = inFlight == null ? Map.of() : Map.copyOf(inFlight);
        }

        /** The requests under way at a version. */
        public long inFlight(ModelVersion version) {
            return inFlight.getOrDefault(version, 0L);
        }
    }
}
