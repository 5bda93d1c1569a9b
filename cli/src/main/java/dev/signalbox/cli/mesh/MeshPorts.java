package dev.signalbox.cli.mesh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** The loopback ports of a mesh; chosen once, so that a restarted service is found where it was. */
public record MeshPorts(int postgres, int monitor, int operator, List<Integer> routers, List<Integer> routerAdmins) {
    /** The port that the first router takes if it is free, so that it can be remembered. */
    public static final int USUAL_ROUTER = 8080;

    public MeshPorts {
        routers = List.copyOf(routers);
        routerAdmins = List.copyOf(routerAdmins);
    }

    /** Chooses free ports for a mesh of so many routers. */
    public static MeshPorts choose(int routers) throws IOException {
        /* All are held open until the last is chosen, so that none is chosen twice. */
        List<ServerSocket> held = new ArrayList<>();
        try {
            List<Integer> fronts = new ArrayList<>();
            List<Integer> admins = new ArrayList<>();
            for (int i = 0; i < routers; i++) {
                fronts.add(hold(held, i == 0 ? USUAL_ROUTER : 0));
                admins.add(hold(held, 0));
            }
            return new MeshPorts(hold(held, 0), hold(held, 0), hold(held, 0), fronts, admins);
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }

    /** The routers' base URLs, as applications use them. */
    public List<String> routerUrls() {
        return routers.stream().map(MeshPorts::url).toList();
    }

    /** The routers' administrative base URLs. */
    public List<String> routerAdminUrls() {
        return routerAdmins.stream().map(MeshPorts::url).toList();
    }

    /** The monitor's base URL. */
    public String monitorUrl() {
        return url(monitor);
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    private static int hold(List<ServerSocket> held, int wanted) throws IOException {
        ServerSocket socket = bind(wanted);
        held.add(socket);
        return socket.getLocalPort();
    }

    private static ServerSocket bind(int wanted) throws IOException {
        if (wanted != 0) {
            try {
                return new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                // Taken: any other will do.
            }
        }
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }
}
