package dev.signalbox.operator.resource;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Adds to a generated schema what the generator cannot know: closed sets of words, and the rules of the contract's records. */
final class CrdSchemas {
    private static final Pattern WORDS = Pattern.compile("\\^\\(?([A-Za-z0-9]+(\\|[A-Za-z0-9]+)*)\\)?\\$");
    private static final String TOKEN = "^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$";
    private static final String VERSION = "^[A-Za-z0-9]([-A-Za-z0-9._]{0,38}[A-Za-z0-9])?$";
    private static final String LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

    private CrdSchemas() {}

    static void complete(CustomResourceDefinition crd) {
        crd.getSpec().getVersions().forEach(version -> {
            JSONSchemaProps schema = version.getSchema().getOpenAPIV3Schema();
            if (crd.getSpec().getNames().getKind().equals("ModelDeployment")) {
                kept(schema.getProperties().get("status"));
            }
            listWords(schema);
            optional(schema.getProperties().get("spec"));
            if (crd.getSpec().getNames().getKind().equals("ModelRoute")) {
                route(schema.getProperties());
            }
        });
    }

    /* Where server-side apply takes an object away that its owner does not name any more, older API servers leave a null. */
    private static void optional(JSONSchemaProps schema) {
        if (schema.getProperties() != null) {
            schema.getProperties().forEach((name, field) -> {
                boolean required =
                        schema.getRequired() != null && schema.getRequired().contains(name);
                if ("object".equals(field.getType()) && !required) {
                    field.setNullable(true);
                }
                optional(field);
            });
        }
    }

    /* What the operator keeps of the spec is described and checked in the spec; in the status it is only kept. */
    private static void kept(JSONSchemaProps schema) {
        if (schema.getItems() != null) {
            kept(schema.getItems().getSchema());
        }
        if (schema.getProperties() != null) {
            schema.getProperties().forEach((name, field) -> {
                if (name.equals("server") || name.equals("accepted")) {
                    field.setProperties(null);
                    field.setRequired(List.of());
                    field.setXKubernetesPreserveUnknownFields(true);
                } else {
                    kept(field);
                }
            });
        }
    }

    /* kubectl shows the values of an enum, and those of a pattern only as a riddle. */
    private static void listWords(JSONSchemaProps schema) {
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(CrdSchemas::listWords);
        }
        if (schema.getItems() != null) {
            listWords(schema.getItems().getSchema());
        }
        Matcher words = WORDS.matcher(schema.getPattern() == null ? "" : schema.getPattern());
        if (words.matches()) {
            schema.setPattern(null);
            schema.setEnum(Arrays.stream(words.group(1).split("\\|"))
                    .map(word -> (com.fasterxml.jackson.databind.JsonNode)
                            com.fasterxml.jackson.databind.node.TextNode.valueOf(word))
                    .toList());
        }
    }

    /* The rules of the records of dev.signalbox.api.route; ModelRouteSchemaTest holds both together. */
    private static void route(Map<String, JSONSchemaProps> root) {
        root.remove("status");
        JSONSchemaProps spec = root.get("spec");
        spec.setRequired(List.of("deployment", "failover", "revision", "timeoutMillis"));
        var fields = spec.getProperties();
        fields.get("deployment").setPattern("^" + LABEL + "/" + LABEL + "$");
        range(fields.get("revision"), "int64", 1, Long.MAX_VALUE);
        range(fields.get("timeoutMillis"), "int64", 1, 600_000);
        fields.get("overrideHeader").setPattern(TOKEN);
        fields.get("stickyBy").getProperties().values().forEach(name -> name.setPattern(TOKEN));
        fields.get("stickyBy").setMinProperties(1L);
        fields.get("stickyBy").setMaxProperties(1L);
        fields.get("backends").setMaxItems(2L);
        backend(fields.get("backends").getItems().getSchema());
        mirror(fields.get("mirror"));
        var automation = fields.get("automation").getProperties();
        range(automation.get("auditShare"), "int32", 0, 10_000);
        range(automation.get("disagreementShare"), "int32", 0, 10_000);
        range(automation.get("review").getProperties().get("dueSeconds"), "int64", 1, 2_592_000);
    }

    private static void mirror(JSONSchemaProps mirror) {
        mirror.setRequired(List.of("percent", "version"));
        mirror.getProperties().get("version").setPattern(VERSION);
        range(mirror.getProperties().get("percent"), "int32", 0, 10_000);
    }

    private static void backend(JSONSchemaProps backend) {
        backend.setRequired(List.of("role", "version", "weight"));
        var fields = backend.getProperties();
        fields.get("version").setPattern(VERSION);
        range(fields.get("weight"), "int32", 0, 10_000);
        range(fields.get("port"), "int32", 0, 65_535);
        fields.get("service").setMaxLength(253L);
        fields.get("endpoints").setMaxItems(1_000L);
        fields.get("endpoints").getItems().getSchema().setPattern("^[A-Za-z0-9.\\-\\[\\]:]{1,253}:[0-9]{1,5}$");
    }

    private static void range(JSONSchemaProps number, String format, long least, long most) {
        number.setFormat(format);
        number.setMinimum((double) least);
        if (most < Long.MAX_VALUE) {
            number.setMaximum((double) most);
        }
    }
}
