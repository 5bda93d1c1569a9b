package dev.signalbox.cli;

import java.net.URI;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which routers a command sends requests to: those that are named, or those of the local mesh. */
final class RouterOption {
    @Mixin
    private MeshOption mesh = new MeshOption();

    @Option(
            names = "--router",
            paramLabel = "URL",
            description =
                    "a router, such as http://127.0.0.1:8080; may be given again (default: those of the local mesh)")
    private List<String> named = List.of();

    /** Their base URLs; at least one. */
    List<String> urls() {
        if (named.isEmpty()) {
            return mesh.mesh().required().ports().routerUrls();
        }
        return named.stream().map(RouterOption::checked).toList();
    }

    private static String checked(String url) {
        try {
            URI uri = URI.create(url);
            if ("http".equals(uri.getScheme()) && uri.getHost() != null) {
                return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
            }
        } catch (IllegalArgumentException e) {
            // Told below, with the rule.
        }
        throw new UserError("--router must be an http URL with a host, got \"" + url + "\"");
    }
}
