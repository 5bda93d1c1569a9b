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
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.operator.plan.Problem;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the spec of a ModelDeployment as a user wrote it in YAML; what it does not know, it refuses by name. Thread safe. */
public final class ModelDeploymentReader {
    private static final int LONGEST = 262_144;
    private static final Set<String> WITH_UNITS =
            Set.of("weight", "duration", "deadline", "timeout", "due", "max", "min", "hardMax", "margin");
    private static final List<String> FIELDS = List.of("apiVersion", "kind", "metadata", "spec", "status");

    /* As strict as the API server with kubectl's field validation: no unknown field, none twice, and no value of one type
     * where the schema has another. */
    private final ObjectMapper strict = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            /* So that 1.10 is told as what was written. */
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
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
            return header(document).orElseGet(() -> body(document));
        } catch (JsonProcessingException e) {
            return problem(e);
        }
    }

    /* Where it lies may name it as well, so that a name may be missing; a wrong one may not. */
    private static Optional<Read> header(JsonNode document) {
        for (String field : (Iterable<String>) document::fieldNames) {
            if (!FIELDS.contains(field)) {
                return Optional.of(refused(
                        field, "is not a field of a ModelDeployment; known here: " + String.join(", ", FIELDS)));
            }
        }
        JsonNode metadata = document.path("metadata");
        if (!metadata.isMissingNode() && !metadata.isObject()) {
            return Optional.of(refused("metadata", "must be an object, but is " + shown(metadata)));
        }
        JsonNode name = metadata.path("name");
        if (name.isMissingNode()) {
            return Optional.empty();
        }
        if (!name.isTextual()) {
            return Optional.of(refused("metadata.name", "must be text, but is " + shown(name)));
        }
        try {
            new DeploymentName(DeploymentName.DEFAULT_NAMESPACE, name.asText());
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            String told = String.valueOf(e.getMessage());
            return Optional.of(new Read(null, List.of(new Problem("metadata.name", "metadata." + told))));
        }
    }

    private Read body(JsonNode document) {
        JsonNode spec = document.path("spec");
        if (spec.isMissingNode() || spec.isNull()) {
            return refused("spec", "is required");
        }
        try {
            return new Read(strict.treeToValue(spec, ModelDeploymentSpec.class), List.of());
        } catch (UnrecognizedPropertyException e) {
            return problem(e);
        } catch (MismatchedInputException e) {
            return refused(path(e), mismatch(e, at(spec, e)));
        } catch (JsonProcessingException e) {
            return problem(e);
        }
    }

    private static String mismatch(MismatchedInputException e, JsonNode found) {
        Class<?> wanted = e.getTargetType() == null ? Object.class : e.getTargetType();
        String rest = "must be " + word(wanted) + ", but is " + shown(found);
        if (wanted != String.class || !found.isValueNode()) {
            return rest;
        }
        String field = path(e).substring(path(e).lastIndexOf('.') + 1);
        boolean bare = found.isNumber() && WITH_UNITS.contains(field);
        return rest
                + (bare
                        ? ": put it in quotes and give it its unit, as in \"" + found.asText() + "%\" or \""
                                + found.asText() + "s\""
                        : ": put it in quotes, as in \"" + found.asText() + "\"");
    }

    private static String word(Class<?> wanted) {
        if (wanted == String.class) {
            return "text";
        }
        if (wanted == Integer.class || wanted == Long.class || wanted == int.class || wanted == long.class) {
            return "a whole number";
        }
        if (wanted == Double.class || wanted == double.class) {
            return "a number";
        }
        if (wanted == Boolean.class || wanted == boolean.class) {
            return "true or false";
        }
        return Collection.class.isAssignableFrom(wanted) ? "a list" : "an object";
    }

    private static String shown(JsonNode found) {
        String text = found.isContainerNode() ? (found.isArray() ? "a list" : "an object") : found.toString();
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
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
