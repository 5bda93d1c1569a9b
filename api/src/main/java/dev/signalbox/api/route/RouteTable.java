package dev.signalbox.api.route;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.Require;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All routes of a router, as a file holds them where there is no cluster. */
public record RouteTable(int v, List<Route> routes) {
    /** The version of the document that this code reads and writes. */
    public static final int VERSION = 1;

    private static final int MOST_ROUTES = 10_000;

    public RouteTable {
        Require.version("routeTable", v, VERSION);
        routes = List.copyOf(Require.present("routeTable.routes", routes));
        Require.atMost("routeTable.routes", MOST_ROUTES, routes);
        Set<DeploymentName> seen = new HashSet<>();
        for (Route route : routes) {
            if (!seen.add(route.deployment())) {
                throw new IllegalArgumentException(
                        "routeTable.routes must name a deployment once, got " + route.deployment() + " twice");
            }
        }
    }

    /** A table of these routes. */
    public static RouteTable of(List<Route> routes) {
        return new RouteTable(VERSION, routes);
    }
}
