package dev.signalbox.monitor.judging;

import dev.signalbox.api.telemetry.LatencyHistogram;
import dev.signalbox.api.verdict.Metric;
import java.util.Locale;

/** Writes amounts of a metric as people read them. */
record Amount(Metric metric) {
    private static final double NO_BOUND = LatencyHistogram.upperBoundMicros(LatencyHistogram.LAST_BUCKET) / 1_000;

    String of(double amount) {
        return switch (metric.unit()) {
            case SHARE -> share(amount * 100);
            case MILLISECONDS -> metric == Metric.SILENCE ? seconds(amount / 1_000) : millis(amount);
            case DISTANCE -> format(amount >= 10 ? "%.1f" : "%.3f", amount);
            case COUNT -> format("%.0f", amount);
            case NUMBER -> format(Math.abs(amount) >= 1e6 ? "%.3e" : "%.4g", amount);
        };
    }

    private static String share(double percent) {
        return format(percent >= 10 ? "%.0f%%" : percent >= 1 ? "%.1f%%" : "%.2f%%", percent);
    }

    private static String millis(double amount) {
        if (amount >= NO_BOUND) {
            return "no bound";
        }
        return format(amount >= 100 ? "%.0f ms" : amount >= 10 ? "%.1f ms" : "%.2f ms", amount);
    }

    private static String seconds(double amount) {
        return format(amount >= 100 ? "%.0f s" : "%.1f s", amount);
    }

    static String decimal(double value) {
        return format("%.1f", value);
    }

    static String evidence(double value) {
        return format(value >= 1e6 ? "%.0e" : value >= 10 ? "%.0f" : "%.2f", value);
    }

    private static String format(String form, double value) {
        return String.format(Locale.ROOT, form, value);
    }
}
