package dev.signalbox.operator.local.process;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.operator.local.folder.MeshFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The output of model servers: kept below a size each, and below a number for those that are gone. */
final class LogFiles {
    /** How many logs of model servers that are gone are kept for each deployment: a failed candidate's is worth reading. */
    static final int KEPT_OF_THE_GONE = 10;

    private static final String PREVIOUS = ".1";

    private final MeshFolder folder;
    private final long limit;

    LogFiles(MeshFolder folder, long limit) {
        this.folder = folder;
        this.limit = limit;
    }

    Path of(ServerKey key) {
        return folder.log(key.deployment(), key.version(), key.index());
    }

    /**
     * Cuts a log that has grown too large, keeping the larger part of the old lines beside it. The process goes on writing to
     * the same file: it was opened for appending, so its next line is the first.
     */
    void bound(ServerKey key) throws IOException {
        bound(of(key), limit);
    }

    static void bound(Path log, long limit) throws IOException {
        if (!Files.exists(log) || Files.size(log) <= limit) {
            return;
        }
        Files.copy(log, log.resolveSibling(log.getFileName() + PREVIOUS), StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
    }

    /** Removes the oldest logs of a deployment's model servers that are gone. */
    void prune(DeploymentName deployment, Set<ServerKey> present) throws IOException {
        Set<Path> inUse = Set.copyOf(present.stream().map(this::of).toList());
        Map<Path, FileTime> gone = new TreeMap<>();
        for (Path log : ofDeployment(deployment)) {
            if (!inUse.contains(log) && !log.toString().endsWith(PREVIOUS)) {
                gone.put(log, Files.getLastModifiedTime(log));
            }
        }
        List<Path> oldestFirst = gone.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                .map(Map.Entry::getKey)
                .toList();
        for (Path log : oldestFirst.subList(0, Math.max(0, oldestFirst.size() - KEPT_OF_THE_GONE))) {
            Files.deleteIfExists(log);
            Files.deleteIfExists(log.resolveSibling(log.getFileName() + PREVIOUS));
        }
    }

    /** Removes all logs of a deployment. */
    void forget(DeploymentName deployment) throws IOException {
        for (Path log : ofDeployment(deployment)) {
            Files.deleteIfExists(log);
        }
    }

    private List<Path> ofDeployment(DeploymentName deployment) throws IOException {
        String prefix = MeshFolder.logPrefix(deployment);
        return MeshFolder.listIfThere(folder.logs()).stream()
                .filter(file -> file.getFileName().toString().startsWith(prefix))
                .toList();
    }
}
