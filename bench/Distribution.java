import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Times in milliseconds of the same thing, measured many times. */
final class Distribution {
    private final String name;
    private final List<Double> millis = new ArrayList<>();

    Distribution(String name) {
        this.name = name;
    }

    void add(double value) {
        millis.add(value);
    }

    static void header(String what) {
        System.out.println(what + " | n | p50 ms | p90 ms | p99 ms | longest ms");
        System.out.println("---|---:|---:|---:|---:|---:");
    }

    void print() {
        List<Double> sorted = millis.stream().sorted().toList();
        System.out.printf(
                Locale.ROOT,
                "%s | %d | %.1f | %.1f | %.1f | %.1f%n",
                name,
                sorted.size(),
                at(sorted, 0.5),
                at(sorted, 0.9),
                at(sorted, 0.99),
                sorted.getLast());
    }

    /* The smallest value that so much of all is not above: with few of them, p99 is the longest. */
    private static double at(List<Double> sorted, double quantile) {
        return sorted.get((int) Math.ceil(quantile * sorted.size()) - 1);
    }
}
