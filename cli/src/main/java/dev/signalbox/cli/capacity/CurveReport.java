package dev.signalbox.cli.capacity;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** A curve as one HTML page that needs nothing from elsewhere. */
public final class CurveReport {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 360;
    private static final int MARGIN = 56;

    private CurveReport() {}

    /** The page. */
    public static String of(String title, List<Measured> measured, List<String> notes) {
        List<Measured> curve = measured.stream()
                .sorted(Comparator.comparingDouble(Measured::offered))
                .toList();
        return """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><title>%1$s</title>
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <style>
                :root{color-scheme:light dark} body{font:15px/1.5 system-ui,sans-serif;max-width:760px;margin:2em auto;padding:0 1em}
                svg{width:100%%;height:auto} text{fill:currentColor;font-size:12px} table{border-collapse:collapse}
                td,th{padding:.2em .8em;text-align:right} .axis{stroke:currentColor;opacity:.4} .saturated td{opacity:.6}
                .p50{stroke:#2b7bba} .p99{stroke:#d1602f} polyline{fill:none;stroke-width:2}
                </style></head><body>
                <h1>%1$s</h1>
                %2$s
                <table><tr><th>offered/s<th>answered/s<th>failed<th>p50 ms<th>p99 ms<th></tr>
                %3$s
                </table>
                <pre>%4$s</pre>
                </body></html>
                """.formatted(escaped(title), plot(curve), rows(curve), escaped(String.join("\n", notes)));
    }

    private static String plot(List<Measured> curve) {
        double most = curve.stream().mapToDouble(Measured::answered).max().orElse(1);
        Scale scale = Scale.of(curve);
        return String.format(
                Locale.ROOT,
                """
                <svg viewBox="0 0 %d %d" role="img" aria-label="Latency against answered requests a second">
                <line class="axis" x1="%d" y1="%d" x2="%d" y2="%d"/><line class="axis" x1="%d" y1="%d" x2="%d" y2="%d"/>
                <text x="%d" y="%d" text-anchor="middle">answered requests/s, up to %.0f</text>
                <text x="4" y="%d">%.1f ms</text><text x="4" y="%d">%.1f ms</text>
                <polyline class="p50" points="%s"/><polyline class="p99" points="%s"/>
                <text x="%d" y="16">p99 (orange), p50 (blue), logarithmic</text>
                </svg>""",
                WIDTH,
                HEIGHT,
                MARGIN,
                HEIGHT - MARGIN,
                WIDTH,
                HEIGHT - MARGIN,
                MARGIN,
                0,
                MARGIN,
                HEIGHT - MARGIN,
                WIDTH / 2,
                HEIGHT - MARGIN / 3,
                most,
                HEIGHT - MARGIN,
                scale.least(),
                14,
                scale.most(),
                points(curve, most, scale, Measured::p50Millis),
                points(curve, most, scale, Measured::p99Millis),
                MARGIN + 8);
    }

    private static String points(List<Measured> curve, double most, Scale scale, ToDoubleFunction<Measured> latency) {
        return curve.stream()
                .map(m -> String.format(
                        Locale.ROOT,
                        "%.1f,%.1f",
                        MARGIN + m.answered() / most * (WIDTH - MARGIN),
                        (1 - scale.share(latency.applyAsDouble(m))) * (HEIGHT - MARGIN)))
                .collect(Collectors.joining(" "));
    }

    private static String rows(List<Measured> curve) {
        return curve.stream()
                .map(m -> String.format(
                        Locale.ROOT,
                        "<tr%s><td>%.0f<td>%.0f<td>%.1f %%<td>%.1f<td>%.1f<td>%s</tr>",
                        m.saturated() ? " class=\"saturated\"" : "",
                        m.offered(),
                        m.answered(),
                        100 * m.failedShare(),
                        m.p50Millis(),
                        m.p99Millis(),
                        m.saturated() ? "saturated" : ""))
                .collect(Collectors.joining("\n"));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
