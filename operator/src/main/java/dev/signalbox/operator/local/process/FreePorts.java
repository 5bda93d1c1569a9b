package dev.signalbox.operator.local.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;

/** Finds ports that nobody listens on. */
interface FreePorts {
    /** A port that is free now and none of those given away already. */
    int pick(Set<Integer> givenAway) throws IOException;

    /** The ports of this machine that the kernel offers. */
    static FreePorts ofThisMachine() {
        return givenAway -> {
            for (int attempt = 0; attempt < 100; attempt++) {
                try (ServerSocket socket = new ServerSocket()) {
                    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                    if (!givenAway.contains(socket.getLocalPort())) {
                        return socket.getLocalPort();
                    }
                }
            }
            throw new IOException("no free port found");
        };
    }

    /** Whether somebody listens on a port. */
    static boolean taken(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return false;
        } catch (IOException cannotBind) {
            return true;
        }
    }
}
