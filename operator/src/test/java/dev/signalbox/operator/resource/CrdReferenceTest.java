package dev.signalbox.operator.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Holds docs/reference/crds.md and the files in k8s/crds together, which {@link CrdFilesTest} holds to the types. */
class CrdReferenceTest {
    private static final String REGENERATE =
            "./mvnw -pl api,operator test -Dtest=CrdReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Dsignalbox.crds.write=true";
    private static final Path PAGE = Path.of("..", "docs", "reference", "crds.md");

    @Test
    void thePageHasEveryField() throws IOException {
        String generated = page();
        if (Boolean.getBoolean("signalbox.crds.write")) {
            Files.writeString(PAGE, generated);
        }
        assertThat(PAGE).as("regenerate it with: %s", REGENERATE).content().isEqualTo(generated);
    }

    @Test
    void everyFieldOfASpecSaysWhatItIs() throws IOException {
        List<String> silent = new ArrayList<>();
        for (String plural : List.of("modeldeployments", "modelroutes")) {
            fields("spec", schema(crd(plural)).getProperties().get("spec")).forEach((path, field) -> {
                if (field.getDescription() == null || field.getDescription().isBlank()) {
                    silent.add(plural + " " + path);
                }
            });
        }
        /* Kubernetes' own words need no others. */
        assertThat(silent).allMatch(path -> path.contains(".tolerations[]."));
    }

    private static String page() throws IOException {
        StringBuilder page = new StringBuilder("""
                # Custom resources

                Every field of `signalbox.dev/v1alpha1`, generated from the schemas in `k8s/crds` (CrdReferenceTest says how). What the
                fields do together, and the rules that a schema cannot say, is in [operator.md](operator.md#the-spec).
                """);
        for (String plural : List.of("modeldeployments", "modelroutes")) {
            CustomResourceDefinition crd = crd(plural);
            page.append("\n## ").append(crd.getSpec().getNames().getKind()).append('\n');
            for (String part : List.of("spec", "status")) {
                JSONSchemaProps root = schema(crd).getProperties().get(part);
                if (root != null) {
                    page.append("\n### ").append(part).append("\n\n| field | type | what it is |\n|---|---|---|\n");
                    fields(part, root).forEach((path, field) -> page.append(row(path, field)));
                }
            }
        }
        return page.toString();
    }

    private static CustomResourceDefinition crd(String plural) throws IOException {
        return Serialization.unmarshal(
                Files.readString(Path.of("..", "k8s", "crds", plural + ".yaml")), CustomResourceDefinition.class);
    }

    private static JSONSchemaProps schema(CustomResourceDefinition crd) {
        return crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
    }

    /** All fields under one, by path and in its order; elements of a list are under {@code path[]}. */
    private static Map<String, JSONSchemaProps> fields(String path, JSONSchemaProps of) {
        Map<String, JSONSchemaProps> found = new TreeMap<>();
        if (of.getProperties() != null) {
            of.getProperties().forEach((name, field) -> {
                String below = path + "." + name;
                found.put(below, field);
                found.putAll(fields(below, field));
            });
        }
        if (of.getItems() != null && of.getItems().getSchema() != null) {
            found.putAll(fields(path + "[]", of.getItems().getSchema()));
        }
        if (of.getAdditionalProperties() != null && of.getAdditionalProperties().getSchema() != null) {
            found.putAll(fields(path + ".*", of.getAdditionalProperties().getSchema()));
        }
        return found;
    }

    private static String row(String path, JSONSchemaProps field) {
        return "| `" + path + "` | " + type(field) + " | " + cell(field.getDescription()) + rules(field) + " |\n";
    }

    private static String type(JSONSchemaProps field) {
        if (field.getItems() != null && field.getItems().getSchema() != null) {
            return "list of " + field.getItems().getSchema().getType();
        }
        return field.getType() == null ? "any" : field.getType();
    }

    private static String rules(JSONSchemaProps field) {
        List<String> rules = new ArrayList<>();
        if (field.getEnum() != null && !field.getEnum().isEmpty()) {
            rules.add(field.getEnum().stream()
                    .map(v -> "`" + v.asText() + "`")
                    .collect(Collectors.joining(", ", "One of ", ".")));
        }
        if (field.getPattern() != null) {
            rules.add("Matches `" + cell(field.getPattern()) + "`.");
        }
        bound(rules, "At least ", field.getMinimum());
        bound(rules, "At most ", field.getMaximum());
        bound(rules, "Longest: ", field.getMaxLength());
        bound(rules, "Elements at most: ", field.getMaxItems());
        return rules.isEmpty() ? "" : " " + String.join(" ", rules);
    }

    private static void bound(List<String> rules, String words, @Nullable Number bound) {
        if (bound != null) {
            rules.add(words + (bound.doubleValue() == bound.longValue() ? String.valueOf(bound.longValue()) : bound)
                    + ".");
        }
    }

    private static String cell(@Nullable String text) {
        return text == null ? "" : text.strip().replace("|", "\\|").replace("\n", " ");
    }
}
