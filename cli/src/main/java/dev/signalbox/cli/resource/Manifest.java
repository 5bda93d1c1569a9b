package dev.signalbox.cli.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.cli.Json;
import dev.signalbox.cli.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One ModelDeployment of a manifest file, as its user wrote it. */
public record Manifest(DeploymentName name, ObjectNode content) {
    /** The group and version that manifests name. */
    public static final String API_VERSION = "signalbox.dev/v1alpha1";

    /** The kind that manifests name. */
    public static final String KIND = "ModelDeployment";

    private static final long MOST_BYTES = 1 << 20;

    /**
     * Reads the documents of a file. A relative {@code file:} uri means a place beside the manifest, so that an example can be
     * applied from anywhere.
     */
    public static List<Manifest> read(Path file, String namespace) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new UserError("the path \"" + file + "\" does not exist");
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new UserError(file + " must have at most " + MOST_BYTES + " bytes, has " + Files.size(file));
        }
        List<Manifest> manifests = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                Json.YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
            while (documents.hasNextValue()) {
                JsonNode document = documents.nextValue();
                if (document != null && !document.isNull() && !document.isMissingNode()) {
                    manifests.add(of(file, document, namespace));
                }
            }
        } catch (JsonProcessingException e) {
            throw new UserError(file + " is no YAML: " + e.getOriginalMessage(), e);
        }
        if (manifests.isEmpty()) {
            throw new UserError("no objects in " + file);
        }
        return manifests;
    }

    private static Manifest of(Path file, JsonNode document, String namespace) {
        if (!(document instanceof ObjectNode object)) {
            throw new UserError(file + " must hold objects, got " + document.getNodeType());
        }
        String apiVersion = object.path("apiVersion").asText();
        String kind = object.path("kind").asText();
        if (!apiVersion.equals(API_VERSION) || !kind.equals(KIND)) {
            throw new UserError("no matches for kind \"" + kind + "\" in version \"" + apiVersion
                    + "\": a local mesh knows " + KIND + " in " + API_VERSION);
        }
        JsonNode metadata = object.path("metadata");
        DeploymentName name;
        try {
            name = new DeploymentName(
                    metadata.path("namespace").asText(namespace),
                    metadata.path("name").asText(null));
        } catch (IllegalArgumentException e) {
            throw new UserError(file + ": metadata." + e.getMessage(), e);
        }
        ManifestSchema.check(file, object);
        resolve(file, object.path("spec").path("model"));
        return new Manifest(name, object);
    }

    private static void resolve(Path file, JsonNode model) {
        String uri = model.path("uri").asText("");
        if (model instanceof ObjectNode object && uri.startsWith("file:") && !uri.startsWith("file:/")) {
            String place = uri.substring("file:".length());
            object.put(
                    "uri", "file:" + file.toAbsolutePath().resolveSibling(place).normalize());
        }
    }
}
