package dev.signalbox.operator.judging;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads what a router or a model server shows to Prometheus. What it does not know it passes over. */
public final class MetricsText {
    private static final double MILLIS = 1_000;
    private static final Set<String> ERRORS = Set.of("connect", "timeout", "5xx");

    private final String deployment;
    private final String version;
    private final String requests;
    private final Map<String, Double> sums = new TreeMap<>();
    private final TreeMap<Double, Double> atMost = new TreeMap<>();

    private MetricsText(DeploymentName deployment, ModelVersion version, boolean copies) {
        this.deployment = deployment.toString();
        this.version = version.id();
        this.requests = copies ? "signalbox_router_mirrored_requests_total" : "signalbox_router_requests_total";
    }

    /** What a process has counted of a version since it started: of the version's share, or with {@code copies} of copies. */
    public static Counts read(String text, DeploymentName deployment, ModelVersion version, boolean copies) {
        MetricsText reading = new MetricsText(deployment, version, copies);
        text.lines().filter(line -> line.startsWith("signalbox_")).forEach(reading::line);
        return reading.counts();
    }

    private void line(String line) {
        int open = line.indexOf('{');
        int close = line.lastIndexOf('}');
        if (open < 0
                || close < open
                || !deployment.equals(label(line, "deployment"))
                || !version.equals(label(line, "version"))) {
            return;
        }
        double value = number(line.substring(close + 1).strip().split(" ", 2)[0]);
        String name = line.substring(0, open);
        if (name.equals(requests)) {
            String outcome = label(line, "outcome");
            sums.merge("outcome " + outcome, value, Double::sum);
        } else if (name.equals("signalbox_model_latency_seconds_bucket")) {
            String bound = label(line, "le");
            if (bound != null) {
                atMost.merge(number(bound) * MILLIS, value, Double::sum);
            }
        } else {
            sums.merge(name, value, Double::sum);
        }
    }

    private Counts counts() {
        long asked = sum(name -> name.startsWith("outcome "));
        long errors = sum(name -> name.startsWith("outcome ") && ERRORS.contains(name.substring("outcome ".length())));
        long rejections = sum("outcome rejected"::equals);
        long rows = sum("signalbox_model_rows_total"::equals);
        long nulls = sum("signalbox_model_null_rows_total"::equals);
        return new Counts(
                asked,
                errors,
                rejections,
                sum("signalbox_router_ejections_total"::equals),
                new Counts.Answers(rows, Math.min(rows, nulls), latencies()));
    }

    private Latencies latencies() {
        TreeMap<Latencies.Bucket, Long> counts = new TreeMap<>();
        double above = 0;
        double below = 0;
        for (Map.Entry<Double, Double> entry : atMost.entrySet()) {
            long within = Math.max(0, Math.round(entry.getValue() - below));
            counts.put(new Latencies.Bucket(above, entry.getKey()), within);
            above = entry.getKey();
            below = entry.getValue();
        }
        return new Latencies(counts);
    }

    private long sum(Predicate<String> of) {
        double sum = 0;
        for (Map.Entry<String, Double> entry : sums.entrySet()) {
            sum += of.test(entry.getKey()) ? entry.getValue() : 0;
        }
        return Math.round(sum);
    }

    private static @Nullable String label(String line, String name) {
        String mark = name + "=\"";
        int from = line.indexOf(mark);
        while (from > 0 && line.charAt(from - 1) != '{' && line.charAt(from - 1) != ',') {
            from = line.indexOf(mark, from + 1);
        }
        int end = from < 0 ? -1 : line.indexOf('"', from + mark.length());
        return end < 0 ? null : line.substring(from + mark.length(), end);
    }

    private static double number(String text) {
        if (text.equals("+Inf")) {
            return Double.POSITIVE_INFINITY;
        }
        try {
            double value = Double.parseDouble(text);
            return Double.isNaN(value) ? 0 : value;
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }
}
