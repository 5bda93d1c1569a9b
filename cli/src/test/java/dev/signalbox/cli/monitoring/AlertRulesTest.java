package dev.signalbox.cli.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class AlertRulesTest {
    private static final Path FOLDER = Path.of("..", "k8s", "components", "monitoring");
    private static final Path RULES = FOLDER.resolve("signalbox.rules.yaml");
    private static final Path TESTS = FOLDER.resolve("signalbox.rules.test.yaml");
    private static final Set<String> SEVERITIES = Set.of("info", "warning", "critical");

    private final ObjectMapper yaml = new YAMLMapper();

    @Test
    void prometheusTakesTheRules() throws Exception {
        assertThat(DebianTool.PROMTOOL.run(FOLDER, "check", "rules", "signalbox.rules.yaml"))
                .contains("SUCCESS");
    }

    @Test
    void theRulesFireAndKeepSilentAsTheirTestsSay() throws Exception {
        assertThat(DebianTool.PROMTOOL.run(FOLDER, "test", "rules", "signalbox.rules.test.yaml"))
                .contains("SUCCESS");
    }

    @Test
    void everyAlertHasATest() throws IOException {
        String tests = Files.readString(TESTS);
        List<String> missing = alerts().stream()
                .map(alert -> alert.path("alert").asText())
                .filter(name -> !tests.contains("\"" + name + "\"") && !tests.contains("alertname: " + name))
                .toList();

        assertThat(missing).isEmpty();
    }

    @Test
    void thePrometheusRuleHasTheSameGroups() throws IOException {
        JsonNode resource = yaml.readTree(FOLDER.resolve("prometheusrule.yaml").toFile());

        assertThat((Object) resource.at("/spec/groups"))
                .isEqualTo(yaml.readTree(RULES.toFile()).path("groups"));
        assertThat(resource.path("kind").asText()).isEqualTo("PrometheusRule");
    }

    @Test
    void everyAlertAsksForMetricsThatThereAre() throws IOException {
        Queries queries = new Queries();

        assertThat(alerts()).isNotEmpty().allSatisfy(alert -> {
            String query = alert.path("expr").asText();
            assertThat(queries.check(query).isEmpty() && !query.contains("up{"))
                    .as(query)
                    .isFalse();
            queries.check(alert.at("/annotations/description").asText().replace("=%q", "=\"\""));
        });
    }

    @Test
    void everyAlertSaysHowBadWhatAndWhatToDo() throws IOException {
        Set<String> sections = sections();
        assertThat(alerts()).allSatisfy(alert -> {
            String name = alert.path("alert").asText();
            assertThat(alert.at("/labels/severity").asText()).as(name).isIn(SEVERITIES);
            assertThat(alert.at("/annotations/summary").asText()).as(name).isNotBlank();
            assertThat(alert.at("/annotations/description").asText())
                    .as(name)
                    .containsAnyOf("$value", "signalbox_alarm_value");
            assertThat(alert.at("/annotations/runbook_url").asText())
                    .isEqualTo("docs/runbook.md#" + name.toLowerCase(Locale.ROOT));
        });
        Set<String> names = new TreeSet<>();
        alerts().forEach(alert -> names.add(alert.path("alert").asText()));
        assertThat(names).isEqualTo(sections);
    }

    @Test
    void theRunbookLinksOnlyWhereItHasSomething() throws IOException {
        Set<String> anchors =
                sections().stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        assertThat(Pattern.compile("\\]\\(#([a-z]+)\\)")
                        .matcher(runbook())
                        .results()
                        .map(m -> m.group(1)))
                .isNotEmpty()
                .isSubsetOf(anchors);
    }

    private List<JsonNode> alerts() throws IOException {
        return StreamSupport.stream(yaml.readTree(RULES.toFile()).path("groups").spliterator(), false)
                .flatMap(group -> StreamSupport.stream(group.path("rules").spliterator(), false))
                .toList();
    }

    private static Set<String> sections() throws IOException {
        return Pattern.compile("(?m)^### (\\w+)$")
                .matcher(runbook())
                .results()
                .map(m -> m.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String runbook() throws IOException {
        return Files.readString(Path.of("..", "docs", "runbook.md"));
    }
}
