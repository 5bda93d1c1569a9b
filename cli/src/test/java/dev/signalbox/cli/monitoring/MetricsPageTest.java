package dev.signalbox.cli.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.docs.MetricsPage;
import dev.signalbox.api.docs.MetricsPage.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of all metrics has what the services' own pages have, which their modules hold to the code. */
class MetricsPageTest {
    private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\|((?: *`signalbox_[a-z_{},]+`,?)+) *\\|");
    private static final Pattern NAME = Pattern.compile("`(signalbox_[a-z_]+)");

    private final MetricsPage page = MetricsPage.read();

    @ParameterizedTest
    @CsvSource({
        "Router, traffic-router.md",
        "Model server, model-server.md",
        "Monitor, monitor-service.md",
        "Operator, operator.md"
    })
    void aServicesOwnPageAndThePageOfAllMetricsAgree(String section, String file) throws IOException {
        String own = Files.readString(Path.of("..", "docs", "reference", file));
        Set<String> there = FIRST_CELL
                .matcher(own)
                .results()
                .flatMap(cell -> NAME.matcher(cell.group(1)).results().map(m -> m.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));

        Set<String> here = new TreeSet<>();
        page.in(section).forEach(metric -> here.add(metric.name()));
        assertThat(here).as("docs/reference/metrics.md, %s", section).isEqualTo(there);
    }

    @Test
    void namesSayWhatTheyAre() {
        assertThat(page.all()).isNotEmpty().allSatisfy(metric -> {
            assertThat(metric.name().endsWith("_total"))
                    .as(metric.name())
                    .isEqualTo(metric.type().equals("counter"));
            assertThat(metric.type().equals("timer") && !metric.name().endsWith("_seconds"))
                    .as(metric.name())
                    .isFalse();
        });
        assertThat(page.all().stream().map(Metric::name)).doesNotHaveDuplicates();
    }
}
