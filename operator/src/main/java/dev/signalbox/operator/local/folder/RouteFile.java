package dev.signalbox.operator.local.folder;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.route.Route;
import dev.signalbox.api.route.RouteTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/** The file that routers read: all routes, replaced as a whole. Thread safe; nobody else writes it. */
public final class RouteFile {
    private static final Logger LOG = Logger.getLogger(RouteFile.class);
    private static final long LARGEST = 64L << 20;

    private final MeshFolder folder;
    private final ObjectMapper json;
    private Map<DeploymentName, Route> routes = Map.of();

    /** The routes of this folder; empty before they are read. */
    public RouteFile(MeshFolder folder, ObjectMapper json) {
        this.folder = folder;
        this.json = json;
    }

    /** Takes over what is written. A file that cannot be read is as none: whoever knows the revisions writes the routes anew. */
    public synchronized void read() throws IOException {
        try {
            if (Files.size(folder.routes()) > LARGEST) {
                throw new IOException("more than " + LARGEST + " bytes");
            }
            Map<DeploymentName, Route> read = new TreeMap<>();
            json.readValue(folder.routes().toFile(), RouteTable.class)
                    .routes()
                    .forEach(r -> read.put(r.deployment(), r));
            routes = Map.copyOf(read);
        } catch (NoSuchFileException first) {
            write(Map.of());
        } catch (IOException broken) {
            LOG.warnf(
                    "Routes cannot be read and are made anew: file=%s reason=%s", folder.routes(), broken.getMessage());
        }
    }

    /** The route as it is written now. Empty if somebody took the file away: then it has to be written again. */
    public synchronized Optional<Route> route(DeploymentName deployment) {
        return Files.exists(folder.routes()) ? Optional.ofNullable(routes.get(deployment)) : Optional.empty();
    }

    /** The deployments that have one. */
    public synchronized Set<DeploymentName> deployments() {
        return routes.keySet();
    }

    /** Writes a route; routers see it when this returns. */
    public synchronized void put(Route route) throws IOException {
        if (!route(route.deployment()).equals(Optional.of(route))) {
            Map<DeploymentName, Route> next = new TreeMap<>(routes);
            next.put(route.deployment(), route);
            write(next);
        }
    }

    /** Removes a route. */
    public synchronized void remove(DeploymentName deployment) throws IOException {
        if (routes.containsKey(deployment)) {
            Map<DeploymentName, Route> next = new TreeMap<>(routes);
            next.remove(deployment);
            write(next);
        }
    }

    private void write(Map<DeploymentName, Route> next) throws IOException {
        AtomicFile.write(
                folder.routes(), json.writeValueAsBytes(RouteTable.of(List.copyOf(new TreeMap<>(next).values()))));
        routes = Map.copyOf(next);
    }
}
