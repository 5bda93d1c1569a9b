package dev.signalbox.server.http;

import dev.signalbox.server.telemetry.FakeMonitor;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Serves the example's version 3, which answers, answers null, and fails; and a monitor to tell of it. */
public class BrokenVersion implements QuarkusTestResourceLifecycleManager {
    private static volatile @Nullable FakeMonitor monitor;

    /** The monitor. */
    static FakeMonitor monitor() {
        return java.util.Objects.requireNonNull(monitor);
    }

    @Override
    public Map<String, String> start() {
        try {
            FakeMonitor started = new FakeMonitor(0);
            monitor = started;
            return Map.of(
                    "signalbox.model.deployment", "default/loan-approval",
                    "signalbox.model.version", "3",
                    "signalbox.model.uri", LoanExample.folder("3").toUri().toString(),
                    "signalbox.model.cache", "target/cache",
                    "signalbox.model.max-body", "64K",
                    "signalbox.telemetry.url", started.url().toString(),
                    "signalbox.telemetry.interval", "200ms");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void stop() {
        monitor().close();
    }
}
