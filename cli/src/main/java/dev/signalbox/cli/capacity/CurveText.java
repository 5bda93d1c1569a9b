package dev.signalbox.cli.capacity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A curve of latency against throughput as lines of text. */
public final class CurveText {
    private static final int WIDTH = 40;

    private CurveText() {}

    /** A row for each rate, in its order: the bar is the p99, on a logarithmic scale. */
    public static List<String> of(List<Measured> curve) {
        List<String> lines = new ArrayList<>();
        lines.add("offered/s  answered/s  failed   p50 ms    p99 ms");
        Scale scale = Scale.of(curve);
        curve.stream()
                .sorted(Comparator.comparingDouble(Measured::offered))
                .forEach(m -> lines.add(String.format(
                        Locale.ROOT,
                        "%9.0f  %10.0f  %5.1f%%  %7.1f  %8.1f  %s%s",
                        m.offered(),
                        m.answered(),
                        100 * m.failedShare(),
                        m.p50Millis(),
                        m.p99Millis(),
                        "#".repeat(1 + (int) Math.round(scale.share(m.p99Millis()) * (WIDTH - 1))),
                        m.saturated() ? "  saturated" : "")));
        return lines;
    }
}
