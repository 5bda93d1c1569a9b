package dev.signalbox.router.source;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.route.RouteTable;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Keeps the last applied table in a file, for a start while the source of routes is away. */
public final class RouteCache {
    private static final Logger LOG = Logger.getLogger(RouteCache.class);

    private final ObjectMapper json;
    private final @Nullable Path file;

    /** A cache in this file; in none if absent. */
    public RouteCache(ObjectMapper json, Optional<String> file) {
        this.json = json;
        this.file = file.map(Path::of).orElse(null);
    }

    /** The table that was applied last, if it was kept and can be read. */
    public Optional<RouteTable> read() {
        if (file == null || !Files.isReadable(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(json.readValue(Files.readAllBytes(file), RouteTable.class));
        } catch (IOException e) {
            LOG.warnf("Route cache is unreadable, starting without it: file=%s reason=%s", file, Trouble.of(e));
            return Optional.empty();
        }
    }

    /** Keeps a table: whole, or not at all. */
    public void write(RouteTable table) {
        if (file == null) {
            return;
        }
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            Files.write(beside, json.writeValueAsBytes(table));
            move(beside, file);
        } catch (IOException e) {
            LOG.warnf("Route cache could not be written: file=%s reason=%s", file, Trouble.of(e));
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
