package dev.signalbox.cli.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class DashboardTest {
    private static final Path DASHBOARD = Path.of("..", "k8s", "components", "grafana", "signalbox.json");

    private final JsonNode dashboard = read();

    @Test
    void everyQueryAsksForMetricsThatThereAre() {
        Queries queries = new Queries();
        List<String> asked = dashboard.findValuesAsText("expr");

        assertThat(asked)
                .hasSizeGreaterThan(15)
                .allSatisfy(query -> assertThat(queries.check(query)).as(query).isNotEmpty());
    }

    @Test
    void everyPanelHasATitleAUnitAndAPlaceOfItsOwn() {
        List<JsonNode> panels = StreamSupport.stream(dashboard.path("panels").spliterator(), false)
                .toList();

        assertThat(panels).allSatisfy(panel -> {
            assertThat(panel.path("title").asText()).isNotBlank();
            assertThat(panel.at("/gridPos/w").asInt()).isPositive();
            if (!panel.path("type").asText().equals("row")) {
                assertThat(panel.at("/fieldConfig/defaults/unit").asText()).isNotBlank();
                assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
            }
        });
        assertThat(panels.stream().map(p -> p.path("id").asInt())).doesNotHaveDuplicates();
        assertThat(panels.stream()
                        .map(p -> p.at("/gridPos/x").asInt() + ","
                                + p.at("/gridPos/y").asInt()))
                .doesNotHaveDuplicates();
    }

    @Test
    void theDashboardAsksForItsDeploymentAndWhereTheNumbersAre() {
        assertThat(dashboard.at("/templating/list").findValuesAsText("name"))
                .containsExactly("datasource", "deployment");
        assertThat(dashboard.path("uid").asText()).isEqualTo("signalbox");
    }

    private static JsonNode read() {
        try {
            return new ObjectMapper().readTree(DASHBOARD.toFile());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
