package dev.signalbox.monitor.judging;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.telemetry.Reporter;
import dev.signalbox.api.telemetry.TelemetryWindow;
import java.util.Comparator;

/** Where counts of a deployment are added up: a version, a kind of reporter and the second (since 1970) in which windows began. */
public record Slot(ModelVersion version, Reporter reporter, long second) implements Comparable<Slot> {
    private static final Comparator<Slot> ORDER =
            Comparator.comparing(Slot::version).thenComparing(Slot::reporter).thenComparingLong(Slot::second);

    /** The slot of a window. */
    public static Slot of(TelemetryWindow window) {
        return new Slot(window.version(), window.reporter(), window.start().getEpochSecond());
    }

    @Override
    public int compareTo(Slot other) {
        return ORDER.compare(this, other);
    }
}
