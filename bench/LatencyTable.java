import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Latencies of several targets at the same rate, measured in turn; what the others add is told against the first. */
final class LatencyTable {
    private final double perSecond;
    private final Map<String, List<OpenLoop.Latencies>> measured = new LinkedHashMap<>();

    LatencyTable(double perSecond) {
        this.perSecond = perSecond;
    }

    void add(String target, OpenLoop.Latencies latencies) {
        measured.computeIfAbsent(target, first -> new ArrayList<>()).add(latencies);
    }

    void print() {
        System.out.printf(
                Locale.ROOT,
                "constant rate, %.0f/s, ms | p50 | p90 | p99 | p99.9 | added p50 | added p99 | p99 by round%n",
                perSecond);
        System.out.println("---|---:|---:|---:|---:|---:|---:|---");
        OpenLoop.Latencies first = OpenLoop.Latencies.of(measured.values().iterator().next());
        measured.forEach((target, rounds) -> {
            OpenLoop.Latencies all = OpenLoop.Latencies.of(rounds);
            System.out.printf(
                    Locale.ROOT,
                    "%s | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f | %s%n",
                    target,
                    all.millis(0.5),
                    all.millis(0.9),
                    all.millis(0.99),
                    all.millis(0.999),
                    all.millis(0.5) - first.millis(0.5),
                    all.millis(0.99) - first.millis(0.99),
                    String.join(", ", rounds.stream().map(LatencyTable::p99).toList()));
        });
        System.out.println();
    }

    private static String p99(OpenLoop.Latencies round) {
        return String.format(Locale.ROOT, "%.3f", round.millis(0.99));
    }
}
