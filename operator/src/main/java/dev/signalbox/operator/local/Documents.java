package dev.signalbox.operator.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.operator.local.folder.DeploymentFiles;
import dev.signalbox.operator.local.folder.DeploymentFiles.Wish;
import dev.signalbox.operator.local.folder.StatusFiles;
import dev.signalbox.operator.local.folder.StatusFiles.Kept;
import dev.signalbox.operator.local.folder.StatusFiles.Metadata;
import dev.signalbox.operator.machine.Command;
import dev.signalbox.operator.machine.DeploymentFacts.Document;
import dev.signalbox.operator.plan.Problem;
import dev.signalbox.operator.resource.ModelDeploymentReader;
import dev.signalbox.operator.resource.ModelDeploymentReader.Read;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a user's file what a cluster would make of an applied object: it gets a generation that grows with every change of
 * its spec, and it stays until the operator is done with it after it was deleted.
 */
final class Documents {
    private final ModelDeploymentReader reader = new ModelDeploymentReader();
    private final ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
    private final StatusFiles statuses;
    private final Clock clock;

    Documents(StatusFiles statuses, Clock clock) {
        this.statuses = statuses;
        this.clock = clock;
    }

    /** The document as of this wish; what is new about it is durable when this returns. Empty if there is none. */
    Optional<Document> of(DeploymentName name, Wish wish) throws IOException {
        Kept kept = statuses.kept(name).orElse(null);
        if (kept != null && (wish.text() == null || kept.metadata().deletionTimestamp() != null)) {
            return Optional.of(deleted(name, kept));
        }
        String text = wish.text();
        return text == null ? Optional.empty() : Optional.of(wanted(name, text, wish.tooLarge(), kept));
    }

    /** The document of a deployment of which only processes or a route are left: it was deleted. */
    Document ofRemains(DeploymentName name) throws IOException {
        return deleted(name, new Kept(new Metadata(1, timestamp(), null, null, null), null, null));
    }

    private Document deleted(DeploymentName name, Kept kept) throws IOException {
        Metadata before = kept.metadata();
        String since = before.deletionTimestamp() == null ? timestamp() : before.deletionTimestamp();
        Metadata metadata = new Metadata(
                before.generation(), before.creationTimestamp(), since, before.labels(), before.annotations());
        statuses.keep(name, new Kept(metadata, kept.spec(), kept.status()));
        return new Document(before.generation(), true, null, List.of(), kept.status());
    }

    private Document wanted(DeploymentName name, String text, boolean tooLarge, @Nullable Kept before)
            throws IOException {
        JsonNode tree = tooLarge ? MissingNode.getInstance() : tree(text);
        Read read = tooLarge
                ? refused("document", "must have at most " + DeploymentFiles.LARGEST + " bytes")
                : reader.read(text);
        if (read.spec() != null) {
            read = misnamed(tree, name).orElse(read);
        }
        Kept now = kept(tree, before);
        statuses.keep(name, now);
        return new Document(
                now.metadata().generation(),
                false,
                read.spec(),
                read.problems(),
                now.status(),
                command(now.metadata()));
    }

    private static @Nullable String command(Metadata metadata) {
        JsonNode annotations = metadata.annotations();
        return annotations == null ? null : annotations.path(Command.ANNOTATION).asText(null);
    }

    /* A text that is no YAML has no spec; the last one is kept, and so is its generation. */
    private Kept kept(JsonNode tree, @Nullable Kept before) {
        JsonNode metadata = tree.path("metadata");
        JsonNode spec = tree.get("spec");
        if (before == null) {
            Metadata first = new Metadata(1, timestamp(), null, metadata.get("labels"), metadata.get("annotations"));
            return new Kept(first, spec, null);
        }
        boolean changed = spec != null && !spec.equals(before.spec());
        Metadata next = new Metadata(
                before.metadata().generation() + (changed ? 1 : 0),
                before.metadata().creationTimestamp(),
                null,
                tree.isObject() ? metadata.get("labels") : before.metadata().labels(),
                tree.isObject()
                        ? metadata.get("annotations")
                        : before.metadata().annotations());
        return new Kept(next, spec == null ? before.spec() : spec, before.status());
    }

    private JsonNode tree(String text) {
        try {
            return yaml.readTree(text);
        } catch (JsonProcessingException notYaml) {
            return MissingNode.getInstance();
        }
    }

    /* The file's name decides; a document that says another one was meant for another place. */
    private static Optional<Read> misnamed(JsonNode tree, DeploymentName name) {
        JsonNode metadata = tree.path("metadata");
        return misnamed("metadata.name", metadata, name.name())
                .or(() -> misnamed("metadata.namespace", metadata, name.namespace()));
    }

    private static Optional<Read> misnamed(String field, JsonNode metadata, String expected) {
        String found = metadata.path(field.substring("metadata.".length())).asText(expected);
        return found.equals(expected)
                ? Optional.empty()
                : Optional.of(refused(
                        field, "must be \"" + expected + "\" as the file is named, got \"" + shown(found) + "\""));
    }

    private static String shown(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }

    private static Read refused(String field, String rule) {
        return new Read(null, List.of(new Problem(field, field + " " + rule)));
    }

    private String timestamp() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
