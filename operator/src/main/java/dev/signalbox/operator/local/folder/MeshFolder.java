package dev.signalbox.operator.local.folder;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** Where everything of a local mesh lies. Namespaces and names have no dots, so {@code namespace.name} is unambiguous. */
public record MeshFolder(Path root) {
    /** The most deployments that a folder may hold; more are not looked at. */
    public static final int MOST_DEPLOYMENTS = 1_000;

    /** What the file of what is wanted of a version ends with; process files end with {@code .json}. */
    public static final String WANTED = ".wanted";

    private static final String YAML = ".yaml";

    public MeshFolder {
        root = root.toAbsolutePath().normalize();
    }

    /** Where users' deployments lie. */
    public Path deployments() {
        return root.resolve("deployments");
    }

    /** What the user wants of a deployment. */
    public Path deployment(DeploymentName name) {
        return deployments().resolve(name.namespace()).resolve(name.name() + YAML);
    }

    /** Where the operator says how deployments are. */
    public Path statuses() {
        return root.resolve("status");
    }

    /** How a deployment is. */
    public Path status(DeploymentName name) {
        return statuses().resolve(name.namespace()).resolve(name.name() + YAML);
    }

    /** What happened to a deployment. */
    public Path events(DeploymentName name) {
        return root.resolve("events").resolve(name.namespace()).resolve(name.name() + ".jsonl");
    }

    /** What routers read. */
    public Path routes() {
        return root.resolve("routes.json");
    }

    /** What one operator alone holds. */
    public Path lock() {
        return root.resolve("operator.lock");
    }

    /** Where the run files of all deployments lie. */
    public Path runs() {
        return root.resolve("run");
    }

    /** Where the run files of a deployment's model servers lie. */
    public Path runs(DeploymentName name) {
        return runs().resolve(dotted(name));
    }

    /** What is known of one model server process. */
    public Path run(DeploymentName name, ModelVersion version, int index) {
        return runs(name).resolve(version + "-" + index + ".json");
    }

    /** What is wanted of a version. */
    public Path wanted(DeploymentName name, ModelVersion version) {
        return runs(name).resolve(version + WANTED);
    }

    /** Where a model server says why it gave up. */
    public Path terminationLog(DeploymentName name, ModelVersion version, int index) {
        return runs(name).resolve(version + "-" + index + ".termination");
    }

    /** Where model servers keep telemetry that the monitor does not have yet. */
    public Path spool() {
        return root.resolve("spool");
    }

    /** Where trainings have their folders. */
    public Path trainings() {
        return root.resolve("training");
    }

    /** Where the trainings of a deployment have theirs. */
    public Path trainings(DeploymentName name) {
        return trainings().resolve(dotted(name));
    }

    /** Where versions of a deployment go that were trained here. */
    public Path models(DeploymentName name) {
        return root.resolve("models").resolve(dotted(name));
    }

    /** Where the output of processes goes. */
    public Path logs() {
        return root.resolve("logs");
    }

    /** Where the output of one model server goes. */
    public Path log(DeploymentName name, ModelVersion version, int index) {
        return logs().resolve(logPrefix(name) + version + "-" + index + ".log");
    }

    /** What the logs of a deployment's model servers start with. */
    public static String logPrefix(DeploymentName name) {
        return dotted(name) + ".";
    }

    /**
     * The deployments that have a file below this folder.
     *
     * @throws IOException if the folder itself cannot be listed; it then says nothing about what is there
     */
    public static NavigableSet<DeploymentName> named(Path folder) throws IOException {
        NavigableSet<DeploymentName> found = new TreeSet<>();
        for (Path namespace : list(folder)) {
            for (Path file : listIfThere(namespace)) {
                String name = file.getFileName().toString();
                if (name.endsWith(YAML) && found.size() < MOST_DEPLOYMENTS) {
                    nameOf(namespace.getFileName().toString(), name.substring(0, name.length() - YAML.length()))
                            .ifPresent(found::add);
                }
            }
        }
        return found;
    }

    /** The deployment that a folder of run files belongs to. */
    public static Optional<DeploymentName> ofDotted(String folder) {
        int dot = folder.indexOf('.');
        return dot < 0 ? Optional.empty() : nameOf(folder.substring(0, dot), folder.substring(dot + 1));
    }

    /** What lies in a folder, in the order of names. */
    public static List<Path> list(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(found::add);
        }
        found.sort(null);
        return found;
    }

    /** What lies in a folder; nothing if it is not there or is no folder. */
    public static List<Path> listIfThere(Path folder) throws IOException {
        try {
            return list(folder);
        } catch (NoSuchFileException | NotDirectoryException absent) {
            return List.of();
        }
    }

    private static String dotted(DeploymentName name) {
        return name.namespace() + "." + name.name();
    }

    /* A file that is not named like a deployment is none: an editor's back-up, say. */
    private static Optional<DeploymentName> nameOf(String namespace, String name) {
        try {
            return Optional.of(new DeploymentName(namespace, name));
        } catch (IllegalArgumentException notAName) {
            return Optional.empty();
        }
    }
}
