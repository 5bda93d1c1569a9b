package dev.signalbox.cli.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.docs.MetricsPage;
import dev.signalbox.api.docs.MetricsPage.Metric;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Holds queries to the metrics and labels that services have. */
final class Queries {
    private static final Pattern SELECTOR =
            Pattern.compile("\\b((?:signalbox|http_server|jvm|process|system)_[a-z0-9_]+)(?:\\{([^}]*)})?");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)");
    private static final Set<String> OF_THE_SCRAPE = Set.of("job", "instance", "le");

    private final MetricsPage page = MetricsPage.read();

    /** Fails where a query asks for what there is not; returns the names of the series that it asks for. */
    Set<String> check(String query) {
        Set<String> names = new TreeSet<>();
        Matcher selector = SELECTOR.matcher(query);
        while (selector.find()) {
            String name = selector.group(1);
            Metric metric = page.ofSeries(name)
                    .orElseThrow(
                            () -> new AssertionError(name + " is no metric of docs/reference/metrics.md: " + query));
            if (selector.group(2) != null) {
                Set<String> known = new TreeSet<>(metric.labels());
                known.addAll(OF_THE_SCRAPE);
                assertThat(LABEL.matcher(selector.group(2)).results().map(m -> m.group(1)))
                        .as(query)
                        .isSubsetOf(known);
            }
            names.add(name);
        }
        return names;
    }
}
