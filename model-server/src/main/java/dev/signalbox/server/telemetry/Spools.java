package dev.signalbox.server.telemetry;

import dev.signalbox.api.sample.InferenceRecord;
import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.api.telemetry.spool.DiskSpool;
import dev.signalbox.api.telemetry.spool.MemorySpool;
import dev.signalbox.api.telemetry.spool.Spool;
import dev.signalbox.server.config.RecordsConfig;
import dev.signalbox.server.config.TelemetryConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Opens what keeps windows and records: on disk where a folder is configured and can be used, otherwise in memory. */
public final class Spools {
    private static final Logger LOG = Logger.getLogger(Spools.class);

    /* A profile takes about a kilobyte while it waits: a model of many features has fewer windows in memory, about 64 MB. */
    private static final int MOST_PROFILES_KEPT = 64_000;
    private static final int LEAST_KEPT = 60;

    private Spools() {}

    /** Of windows with so many profiles each. */
    public static Spool<TelemetryWindow> windows(TelemetryConfig config, int profiles) {
        return onDisk(config, "windows", config.spoolBytes().asLongValue(), TelemetryWindow.class)
                .orElseGet(() -> new MemorySpool<>(
                        Math.min(config.spool(), Math.max(LEAST_KEPT, MOST_PROFILES_KEPT / (1 + profiles)))));
    }

    /** Of records. */
    public static Spool<InferenceRecord> records(TelemetryConfig telemetry, RecordsConfig config) {
        return onDisk(telemetry, "records", config.spoolBytes().asLongValue(), InferenceRecord.class)
                .orElseGet(() -> new MemorySpool<>(Math.clamp(config.spool(), 1, 100_000)));
    }

    private static <T> Optional<Spool<T>> onDisk(TelemetryConfig config, String name, long bytes, Class<T> type) {
        Optional<Path> folder = config.url()
                .filter(url -> !url.isBlank())
                .flatMap(known -> config.spoolFolder())
                .filter(named -> !named.isBlank())
                .map(named -> Path.of(named.strip(), name));
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        try {
            DiskSpool<T> spool =
                    DiskSpool.claim(folder.get(), Math.max(DiskSpool.LEAST_BYTES, bytes), MonitorJson.codec(type));
            LOG.infof("Telemetry is kept on disk folder=%s waiting=%d", folder.get(), spool.size());
            return Optional.of(spool);
        } catch (IOException unusable) {
            LOG.errorf(
                    "Telemetry can not be kept on disk, it is kept in memory folder=%s reason=%s",
                    folder.get(), unusable);
            return Optional.empty();
        }
    }
}
