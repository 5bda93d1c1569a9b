package dev.signalbox.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.api.route.Route;
import dev.signalbox.operator.resource.ModelRoute;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the schema of a ModelRoute and the record of the contract together, on a real API server. */
class ModelRouteSchemaTest {
    @RegisterExtension
    static final TestCluster CLUSTER = new TestCluster();

    private static final String SOUND = """
            {"deployment":"default/loan","revision":1,"timeoutMillis":2000,"failover":true,
             "stickyBy":{"header":"X-User-Id"},"overrideHeader":"Signalbox-Version",
             "automation":{"degree":"Full","auditShare":100,"disagreementShare":10000,
              "review":{"dueSeconds":60,"overdue":"Keep","showSuggestion":"Never"}},
             "mirror":{"version":"2","percent":10000},"backends":[
              {"version":"1","role":"Stable","service":"loan-1","port":8080,"weight":9500},
              {"version":"2","role":"Candidate","service":"loan-2","port":8080,"weight":500}]}""";

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void aSoundRouteIsTakenByBoth() throws JsonProcessingException {
        assertThat(json.readValue(SOUND, Route.class).backends()).hasSize(2);
        assertThatCode(() -> submit((ObjectNode) json.readTree(SOUND))).doesNotThrowAnyException();
    }

    static Stream<Arguments> slips() {
        return Stream.of(
                Arguments.of("/deployment", "\"Loan\""),
                Arguments.of("/revision", "0"),
                Arguments.of("/timeoutMillis", "0"),
                Arguments.of("/timeoutMillis", "600001"),
                Arguments.of("/overrideHeader", "\"not a token\""),
                Arguments.of("/stickyBy/header", "\"a b\""),
                Arguments.of("/stickyBy/cookie", "\"both\""),
                Arguments.of("/stickyBy", "{}"),
                Arguments.of("/automation/degree", "\"Sometimes\""),
                Arguments.of("/automation/auditShare", "10001"),
                Arguments.of("/automation/disagreementShare", "-1"),
                Arguments.of("/automation/review/dueSeconds", "0"),
                Arguments.of("/automation/review/overdue", "\"Later\""),
                Arguments.of("/mirror/percent", "10001"),
                Arguments.of("/mirror/version", "\"a b\""),
                Arguments.of("/backends/0/version", "\"-1\""),
                Arguments.of("/backends/0/role", "\"Boss\""),
                Arguments.of("/backends/0/weight", "10001"),
                Arguments.of("/backends/0/weight", "-1"),
                Arguments.of("/backends/0/port", "65536"),
                Arguments.of("/backends/0/endpoints", "[\"nowhere\"]"));
    }

    @ParameterizedTest
    @MethodSource("slips")
    void whatTheRecordRefusesTheSchemaRefusesByField(String pointer, String value) throws JsonProcessingException {
        ObjectNode spec = (ObjectNode) json.readTree(SOUND);
        int last = pointer.lastIndexOf('/');
        ((ObjectNode) spec.at(pointer.substring(0, last))).set(pointer.substring(last + 1), json.readTree(value));

        assertThatThrownBy(() -> json.treeToValue(spec, Route.class)).isInstanceOf(JsonProcessingException.class);
        /* An API server does not tell which element of a list it was. */
        String field = "spec" + pointer.replaceAll("/\\d+", "").replace('/', '.');
        assertThatThrownBy(() -> submit(spec))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(field.replaceAll("\\.(cookie|header)$", ""));
    }

    private void submit(ObjectNode spec) {
        GenericKubernetesResource resource = new GenericKubernetesResourceBuilder()
                .withApiVersion("signalbox.dev/v1alpha1")
                .withKind("ModelRoute")
                .withNewMetadata()
                .withGenerateName("schema-")
                .withNamespace("default")
                .endMetadata()
                .withAdditionalProperties(Map.of("spec", spec))
                .build();
        CLUSTER.client().resource(resource).dryRun().create();
    }

    @Test
    void nothingOfARouteIsLeftToChance() {
        var crd = CLUSTER.client()
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("modelroutes.signalbox.dev")
                .get();
        var spec = crd.getSpec()
                .getVersions()
                .getFirst()
                .getSchema()
                .getOpenAPIV3Schema()
                .getProperties()
                .get("spec");
        assertThat(spec.getXKubernetesPreserveUnknownFields()).isNull();
        assertThat(spec.getProperties().keySet())
                .contains(Stream.of(Route.class.getRecordComponents())
                        .map(c -> c.getName())
                        .toArray(String[]::new));
        assertThat(spec.getProperties().values())
                .allSatisfy(field -> assertThat(field.getDescription()).isNotBlank());
        assertThat(new ModelRoute().getPlural()).isEqualTo("modelroutes");
    }
}
