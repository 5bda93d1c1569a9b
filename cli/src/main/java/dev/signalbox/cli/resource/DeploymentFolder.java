package dev.signalbox.cli.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.cli.Json;
import dev.signalbox.cli.UserError;
import dev.signalbox.cli.mesh.MeshFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The ModelDeployments of a local mesh: written as manifests, read with the status that the operator gave them. */
public final class DeploymentFolder implements Deployments {
    /* The operator keeps so many events of each; nothing longer is read. */
    private static final int MOST_EVENTS = 200;

    private final MeshFolder folder;
    private final BooleanSupplier running;

    public DeploymentFolder(MeshFolder folder) {
        this(folder, () -> true);
    }

    /** Of a mesh that runs as long as this says so. */
    public DeploymentFolder(MeshFolder folder, BooleanSupplier running) {
        this.folder = folder;
        this.running = running;
    }

    /** Writes a manifest; returns what kubectl would call it: created, configured or unchanged. */
    public String apply(Manifest manifest) throws IOException {
        Path file = file(folder.deployments(), manifest.name(), ".yaml");
        boolean known = Files.exists(file);
        if (known && manifest.content().equals(Json.YAML.readTree(file.toFile()))) {
            return "unchanged";
        }
        MeshFolder.replace(file, Json.YAML.writeValueAsBytes(manifest.content()));
        return known ? "configured" : "created";
    }

    /** Takes a ModelDeployment away; false where there is none. */
    public boolean delete(DeploymentName name) throws IOException {
        return Files.deleteIfExists(file(folder.deployments(), name, ".yaml"));
    }

    @Override
    public Optional<JsonNode> find(DeploymentName name) {
        return read(file(folder.status(), name, ".yaml"));
    }

    @Override
    public List<JsonNode> list(Optional<String> namespace) throws IOException {
        Path root = namespace.map(n -> folder.status().resolve(n)).orElse(folder.status());
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(f -> f.getFileName().toString().matches("[a-z0-9][-a-z0-9]*\\.yaml"))
                    .sorted()
                    .flatMap(f -> read(f).stream())
                    .toList();
        }
    }

    @Override
    public boolean annotate(DeploymentName name, String annotation, String value) throws IOException {
        Path file = file(folder.deployments(), name, ".yaml");
        if (!Files.exists(file)) {
            return false;
        }
        if (!(Json.YAML.readTree(file.toFile()) instanceof ObjectNode document)) {
            throw new UserError(file + " must hold an object");
        }
        document.withObject("/metadata").withObject("/annotations").put(annotation, value);
        MeshFolder.replace(file, Json.YAML.writeValueAsBytes(document));
        return true;
    }

    @Override
    public boolean there() {
        return running.getAsBoolean();
    }

    @Override
    public void close() {
        // Files need no closing.
    }

    @Override
    public List<JsonNode> events(DeploymentName name) throws IOException {
        Path file = file(folder.events(), name, ".jsonl");
        if (!Files.exists(file)) {
            return List.of();
        }
        List<String> lines = Files.readAllLines(file);
        List<JsonNode> events = new ArrayList<>();
        for (String line : lines.subList(Math.max(0, lines.size() - MOST_EVENTS), lines.size())) {
            if (!line.isBlank()) {
                events.add(Json.JSON.readTree(line));
            }
        }
        return events;
    }

    private static Path file(Path root, DeploymentName name, String suffix) {
        return root.resolve(name.namespace()).resolve(name.name() + suffix);
    }

    private static Optional<JsonNode> read(Path file) {
        try {
            return Optional.ofNullable(Json.YAML.readTree(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
