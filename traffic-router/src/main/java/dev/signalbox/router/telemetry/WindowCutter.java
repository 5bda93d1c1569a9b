package dev.signalbox.router.telemetry;

import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.api.telemetry.spool.Spool;
import dev.signalbox.router.table.LiveRoutes;
import dev.signalbox.router.table.VersionState;
import java.time.Instant;
import java.util.Optional;

/** Moves what was counted into the spool, one window for each version that had traffic. One thread at a time. */
final class WindowCutter {
    private final LiveRoutes routes;
    private final Spool<TelemetryWindow> spool;
    private final String instance;
    private final WindowCut cut;
    private long sequence;

    WindowCutter(LiveRoutes routes, Spool<TelemetryWindow> spool, String instance, WindowCut cut) {
        this.routes = routes;
        this.spool = spool;
        this.instance = instance;
        this.cut = cut;
    }

    /** Cuts at the last whole multiple of the interval; with {@code last}, what has begun since goes along. */
    void cut(Instant now, boolean last) {
        Optional<WindowCut.Window> window = last ? cut.last(now) : cut.at(now);
        if (window.isEmpty()) {
            return;
        }
        for (VersionState version : routes.versions()) {
            add(version, window.get());
        }
        /* A request may have ended between the two: what a forgotten version has left goes along too. */
        for (VersionState version : routes.forgetIdle()) {
            add(version, window.get());
        }
    }

    private void add(VersionState version, WindowCut.Window window) {
        version.tally()
                .drain()
                .ifPresent(counts -> spool.add(TelemetryWindow.ofRouter(
                        new TelemetryWindow.Origin(instance, sequence++, window.start(), window.end()),
                        version.deployment(),
                        version.version(),
                        counts)));
    }
}
