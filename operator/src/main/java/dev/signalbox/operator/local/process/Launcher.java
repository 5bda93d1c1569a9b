package dev.signalbox.operator.local.process;

import dev.signalbox.operator.local.folder.MeshFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Starts model server processes, each on a port of its own. Confined to the supervisor's thread. */
final class Launcher {
    private final ServerCommand command;
    private final MeshFolder folder;
    private final FreePorts freePorts;
    private final Map<ServerKey, Integer> givenAway = new HashMap<>();

    Launcher(ServerCommand command, MeshFolder folder, FreePorts freePorts) {
        this.command = command;
        this.folder = folder;
        this.freePorts = freePorts;
    }

    /** Names what a model server is started with for this. */
    String hash(Wanted wanted) {
        return command.hash(wanted);
    }

    /** A port for a model server that is about to be started. */
    int pickPort(ServerKey key) throws IOException {
        givenAway.remove(key);
        int port = freePorts.pick(Set.copyOf(givenAway.values()));
        givenAway.put(key, port);
        return port;
    }

    /** Keeps the port of a model server that runs already. */
    void keepPort(ServerKey key, int port) {
        givenAway.put(key, port);
    }

    void freePort(ServerKey key) {
        givenAway.remove(key);
    }

    Process start(Wanted wanted, ServerKey key, int port) throws IOException {
        Files.createDirectories(folder.logs());
        return command.builder(wanted, key, port, folder).start();
    }

    /** What the environment of a model server has that no other process' has. */
    String mark(ServerKey key) {
        return "SIGNALBOX_TERMINATION_LOG=" + folder.terminationLog(key.deployment(), key.version(), key.index());
    }
}
