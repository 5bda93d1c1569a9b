package dev.signalbox.operator.platform;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.route.Route;
import dev.signalbox.api.route.RouterReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Plays a router's admin interface: it applies every route as soon as it is asked. */
public final class PlayedRouter implements AutoCloseable {
    private final HttpServer server;
    private final Function<DeploymentName, Optional<Route>> routes;
    private final Set<DeploymentName> known = ConcurrentHashMap.newKeySet();

    public PlayedRouter(Function<DeploymentName, Optional<Route>> routes) throws IOException {
        this.routes = routes;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/routes", this::handle);
        server.start();
    }

    public URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public void follow(DeploymentName name) {
        known.add(name);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            List<RouterReport.Applied> applied = known.stream()
                    .flatMap(name -> routes.apply(name).stream())
                    .map(route -> new RouterReport.Applied(route.deployment(), route.revision(), Map.of()))
                    .toList();
            byte[] body = Operator.contractJson().writeValueAsBytes(RouterReport.of("played", applied));
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
