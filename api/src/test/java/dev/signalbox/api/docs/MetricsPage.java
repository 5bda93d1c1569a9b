package dev.signalbox.api.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What docs/reference/metrics.md says that there is. */
public final class MetricsPage {
    private static final Pattern HEADING = Pattern.compile("## (.+)");
    private static final Pattern ROW =
            Pattern.compile("\\| `([a-z][a-z0-9_]*)` \\| (counter|gauge|timer|summary|histogram) \\| ([a-z, ]*)\\|.*");

    private final List<Metric> metrics;

    private MetricsPage(List<Metric> metrics) {
        this.metrics = List.copyOf(metrics);
    }

    /** A row: a metric of the services of a section, with the names of its labels. */
    public record Metric(String section, String name, String type, Set<String> labels) {
        /** The names under which Prometheus has it. */
        public Set<String> series() {
            return switch (type) {
                case "timer" -> Set.of(name + "_count", name + "_sum", name + "_max");
                case "summary" -> Set.of(name, name + "_count", name + "_sum", name + "_max");
                case "histogram" -> Set.of(name + "_count", name + "_sum", name + "_max", name + "_bucket");
                default -> Set.of(name);
            };
        }
    }

    /** Reads the page of the project that a module belongs to, from the module's folder. */
    public static MetricsPage read() {
        try {
            return of(Files.readAllLines(Path.of("..", "docs", "reference", "metrics.md")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MetricsPage of(List<String> lines) {
        List<Metric> found = new ArrayList<>();
        String section = "";
        for (String line : lines) {
            Matcher heading = HEADING.matcher(line);
            Matcher row = ROW.matcher(line);
            if (heading.matches()) {
                section = heading.group(1);
            } else if (row.matches()) {
                found.add(new Metric(section, row.group(1), row.group(2), words(row.group(3))));
            } else if (line.startsWith("| `")) {
                throw new IllegalStateException("not a row of metrics.md: " + line);
            }
        }
        return new MetricsPage(found);
    }

    private static Set<String> words(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Every row. */
    public List<Metric> all() {
        return metrics;
    }

    /** The rows of a section. */
    public List<Metric> in(String section) {
        return metrics.stream().filter(m -> m.section().equals(section)).toList();
    }

    /** The metric that a series belongs to. */
    public Optional<Metric> ofSeries(String name) {
        return metrics.stream().filter(m -> m.series().contains(name)).findFirst();
    }
}
