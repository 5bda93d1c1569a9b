package dev.signalbox.cli.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.signalbox.cli.Json;
import dev.signalbox.cli.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/** The schema of the ModelDeployment CRD, applied where there is no API server that would. */
final class ManifestSchema {
    private static final String CRD = "/crds/modeldeployments.yaml";
    private static final int SHOWN = 80;
    private static final JsonSchema SCHEMA = load();

    private ManifestSchema() {}

    /** Refuses a manifest that the API server would refuse. */
    static void check(Path file, ObjectNode manifest) {
        JsonNode spec = manifest.path("spec");
        if (!spec.isObject()) {
            throw new UserError(file + ": spec is required");
        }
        Set<ValidationMessage> wrong = SCHEMA.validate(spec);
        if (!wrong.isEmpty()) {
            String problems = wrong.stream().map(ManifestSchema::said).sorted().collect(Collectors.joining("; "));
            throw new UserError("the ModelDeployment in " + file + " is invalid: " + problems);
        }
    }

    private static String said(ValidationMessage message) {
        JsonNode value = message.getInstanceNode();
        String got = value != null && value.isValueNode() ? ", got \"" + shown(value.asText()) + "\"" : "";
        return message.getMessage().replaceFirst("^\\$", "spec") + got;
    }

    private static String shown(String value) {
        return value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "...";
    }

    private static JsonSchema load() {
        try (InputStream in = ManifestSchema.class.getResourceAsStream(CRD)) {
            if (in == null) {
                throw new IllegalStateException(CRD + " is not packaged");
            }
            JsonNode crd = Json.YAML.readTree(in);
            JsonNode spec = crd.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
            close(spec);
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(spec);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /* kubectl refuses unknown fields; a CRD's schema alone would only prune them. */
    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            if (object.has("properties") && !object.has("additionalProperties")) {
                object.put("additionalProperties", false);
            }
            object.elements().forEachRemaining(ManifestSchema::close);
        }
    }
}
