package dev.signalbox.router.telemetry;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.api.telemetry.spool.Codec;
import dev.signalbox.api.telemetry.spool.DiskSpool;
import dev.signalbox.api.telemetry.spool.MemorySpool;
import dev.signalbox.api.telemetry.spool.Spool;
import dev.signalbox.api.telemetry.spool.SpoolDrop;
import dev.signalbox.router.config.TelemetryConfig;
import java.io.IOException;
import java.nio.file.Path;

/** Where windows wait for the monitor, as it is configured. */
final class WindowSpool {
    private static final String WINDOWS = "router-windows";

    private WindowSpool() {}

    static Spool<TelemetryWindow> open(TelemetryConfig config, ObjectMapper json) {
        String folder = config.spoolFolder().map(String::strip).orElse("");
        boolean sent = config.url().filter(url -> !url.isBlank()).isPresent();
        if (folder.isEmpty() || !sent) {
            return new MemorySpool<>(config.spool());
        }
        try {
            return DiskSpool.claim(
                    Path.of(folder).resolve(WINDOWS), config.spoolBytes().asLongValue(), new AsJson(json));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "signalbox.telemetry.spool-folder must be a folder that can be written to, got \"" + folder + "\" ("
                            + e + ")",
                    e);
        }
    }

    static long dropped(Spool<TelemetryWindow> spool) {
        long dropped = 0;
        for (SpoolDrop reason : SpoolDrop.values()) {
            dropped += spool.dropped(reason);
        }
        return dropped;
    }

    private record AsJson(ObjectMapper json) implements Codec<TelemetryWindow> {
        @Override
        public byte[] write(TelemetryWindow window) throws IOException {
            return json.writeValueAsBytes(window);
        }

        @Override
        public TelemetryWindow read(byte[] bytes) throws IOException {
            return json.readValue(bytes, TelemetryWindow.class);
        }
    }
}
