package dev.signalbox.operator.local.folder;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.operator.spec.ModelDeploymentStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The files in which the operator says how deployments are: the whole object, as a cluster would show it. Thread safe. */
public final class StatusFiles {
    private static final Logger LOG = Logger.getLogger(StatusFiles.class);

    private final MeshFolder folder;
    private final ObjectMapper yaml = new ObjectMapper(
                    new YAMLFactory().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER))
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private final Map<DeploymentName, Kept> known = new ConcurrentHashMap<>();

    /**
     * What a status file keeps of a deployment.
     *
     * @param metadata generation, creationTimestamp, deletionTimestamp if the user deleted it, labels and annotations
     * @param spec what the user wanted the last time that it could be read
     */
    public record Kept(
            Metadata metadata,
            @Nullable JsonNode spec,
            @Nullable ModelDeploymentStatus status) {
        Kept withStatus(ModelDeploymentStatus other) {
            return new Kept(metadata, spec, other);
        }
    }

    /** What a cluster would keep of an object beside spec and status. */
    public record Metadata(
            long generation,
            String creationTimestamp,
            @Nullable String deletionTimestamp,
            @Nullable JsonNode labels,
            @Nullable JsonNode annotations) {}

    /** The statuses of this folder. */
    public StatusFiles(MeshFolder folder) {
        this.folder = folder;
    }

    /** Takes over what is written. */
    public void read() throws IOException {
        Files.createDirectories(folder.statuses());
        for (DeploymentName name : MeshFolder.named(folder.statuses())) {
            read(folder.status(name)).ifPresent(kept -> known.put(name, kept));
        }
    }

    /** The deployments that have a status. */
    public Set<DeploymentName> names() {
        return Set.copyOf(known.keySet());
    }

    /** What is kept of a deployment. */
    public Optional<Kept> kept(DeploymentName name) {
        return Optional.ofNullable(known.get(name));
    }

    /** Keeps this. Durable when it returns. */
    public void keep(DeploymentName name, Kept kept) throws IOException {
        if (!kept.equals(known.get(name)) || !Files.exists(folder.status(name))) {
            AtomicFile.write(folder.status(name), yaml.writeValueAsBytes(document(name, kept)));
            known.put(name, kept);
        }
    }

    /** Keeps this status; a deployment that nothing is kept of has none. */
    public void keepStatus(DeploymentName name, ModelDeploymentStatus status) throws IOException {
        Kept kept = known.get(name);
        if (kept != null) {
            keep(name, kept.withStatus(status));
        }
    }

    /** Keeps nothing of a deployment any more. */
    public void forget(DeploymentName name) throws IOException {
        Files.deleteIfExists(folder.status(name));
        known.remove(name);
    }

    private ObjectNode document(DeploymentName name, Kept kept) {
        ObjectNode document = yaml.createObjectNode();
        document.put("apiVersion", "signalbox.dev/v1alpha1");
        document.put("kind", "ModelDeployment");
        ObjectNode metadata = document.putObject("metadata");
        metadata.put("name", name.name());
        metadata.put("namespace", name.namespace());
        metadata.put("generation", kept.metadata().generation());
        metadata.put("creationTimestamp", kept.metadata().creationTimestamp());
        if (kept.metadata().deletionTimestamp() != null) {
            metadata.put("deletionTimestamp", kept.metadata().deletionTimestamp());
        }
        setIfThere(metadata, "labels", kept.metadata().labels());
        setIfThere(metadata, "annotations", kept.metadata().annotations());
        setIfThere(document, "spec", kept.spec());
        if (kept.status() != null) {
            document.set("status", yaml.valueToTree(kept.status()));
        }
        return document;
    }

    private static void setIfThere(ObjectNode parent, String field, @Nullable JsonNode value) {
        if (value != null) {
            parent.set(field, value);
        }
    }

    private Optional<Kept> read(Path file) throws IOException {
        try {
            JsonNode document = yaml.readTree(file.toFile());
            JsonNode metadata = document.path("metadata");
            if (!metadata.path("generation").canConvertToLong()
                    || !metadata.path("creationTimestamp").isTextual()) {
                throw new IOException("metadata.generation and metadata.creationTimestamp are required");
            }
            JsonNode status = document.get("status");
            return Optional.of(new Kept(
                    new Metadata(
                            metadata.get("generation").asLong(),
                            metadata.get("creationTimestamp").asText(),
                            metadata.path("deletionTimestamp").asText(null),
                            metadata.get("labels"),
                            metadata.get("annotations")),
                    document.get("spec"),
                    status == null ? null : yaml.treeToValue(status, ModelDeploymentStatus.class)));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        } catch (IOException broken) {
            LOG.warnf("Status cannot be read and is made anew: file=%s reason=%s", file, broken.getMessage());
            return Optional.empty();
        }
    }
}
