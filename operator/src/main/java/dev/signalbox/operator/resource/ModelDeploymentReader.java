package dev.signalbox.operator.resource;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.signalbox.operator.plan.Problem;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the spec of a ModelDeployment as a user wrote it in YAML; what it does not know, it refuses by name. Thread safe. */
public final class ModelDeploymentReader {
    private static final int LONGEST = 262_144;

    /* As strict as the API server with kubectl's field validation: no unknown field, none twice, and no value of one type
     * where the schema has another. */
    private final ObjectMapper strict = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .withCoercionConfig(LogicalType.Textual, ModelDeploymentReader::onlyText)
            .withCoercionConfig(LogicalType.Integer, ModelDeploymentReader::noText)
            .withCoercionConfig(LogicalType.Float, ModelDeploymentReader::noText)
            .withCoercionConfig(LogicalType.Boolean, ModelDeploymentReader::noText)
            .build();

    private static void onlyText(MutableCoercionConfig text) {
        text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    }

    private static void noText(MutableCoercionConfig other) {
        other.setCoercion(CoercionInputShape.String, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
    }

    /** Either a spec, or why there is none. */
    public record Read(@Nullable ModelDeploymentSpec spec, List<Problem> problems) {}

    /** Reads a whole document: apiVersion, kind, metadata, spec. */
    public Read read(String yaml) {
        if (yaml.length() > LONGEST) {
            return refused("document", "must have at most " + LONGEST + " characters, but has " + yaml.length());
        }
        try {
            JsonNode document = strict.readTree(yaml);
            if (document == null || !document.isObject()) {
                return refused("document", "must be a ModelDeployment");
            }
            for (var header : List.of("apiVersion", "kind")) {
                String expected = header.equals("kind")
                        ? "ModelDeployment"
                        : ModelDeployment.GROUP + "/" + ModelDeployment.VERSION;
                if (!expected.equals(document.path(header).asText(""))) {
                    return refused(
                            header,
                            "must be " + expected + ", but is \""
                                    + document.path(header).asText("") + "\"");
                }
            }
            if (!document.has("spec")) {
                return refused("spec", "is required");
            }
            return spec(document.get("spec"));
        } catch (JsonProcessingException e) {
            return problem(e);
        }
    }

    private Read spec(JsonNode spec) throws JsonProcessingException {
        try {
            return new Read(strict.treeToValue(spec, ModelDeploymentSpec.class), List.of());
        } catch (MismatchedInputException e) {
            JsonNode found = at(spec, e);
            if (e.getTargetType() != String.class || !found.isValueNode()) {
                throw e;
            }
            String text = found.asText();
            return refused(path(e), "must be text, but is " + text + ": put it in quotes, as in \"" + text + "\"");
        }
    }

    private static JsonNode at(JsonNode spec, JsonMappingException e) {
        JsonNode found = spec;
        for (JsonMappingException.Reference step : e.getPath()) {
            found = step.getFieldName() == null ? found.path(step.getIndex()) : found.path(step.getFieldName());
        }
        return found;
    }

    private static Read problem(JsonProcessingException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            String known = unknown.getKnownPropertyIds() == null
                    ? ""
                    : unknown.getKnownPropertyIds().stream()
                            .map(String::valueOf)
                            .sorted()
                            .collect(Collectors.joining(", ", "; known here: ", ""));
            return refused(path(unknown), "is not a field of a ModelDeployment" + known);
        }
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            return refused(path(mapping), "cannot be read: " + firstLine(e.getOriginalMessage()));
        }
        JsonLocation at = e.getLocation();
        String where = at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
        return refused("document", "must be YAML" + where + ": " + firstLine(e.getOriginalMessage()));
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder("spec");
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() != null) {
                path.append('.').append(step.getFieldName());
            } else {
                path.append('[').append(step.getIndex()).append(']');
            }
        }
        return path.toString();
    }

    private static String firstLine(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.length() <= 200 ? line : line.substring(0, 200) + "...";
    }

    private static Read refused(String field, String rest) {
        return new Read(null, List.of(new Problem(field, field + " " + rest)));
    }
}
