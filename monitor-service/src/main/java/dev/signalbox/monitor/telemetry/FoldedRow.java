package dev.signalbox.monitor.telemetry;

import dev.signalbox.api.telemetry.LatencyHistogram;
import dev.signalbox.api.telemetry.RouterCounts;
import dev.signalbox.api.telemetry.ServerCounts;
import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.monitor.judging.CompactHistogram;
import dev.signalbox.monitor.judging.Counted;
import dev.signalbox.monitor.store.StorableText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The windows of a batch that belong into one row, added up. Not thread safe. */
final class FoldedRow {
    private long longestMillis;
    private Instant ended = Instant.MIN;
    private @Nullable Instant lastArrival;
    private final Map<Column, Long> counts = new EnumMap<>(Column.class);
    private LatencyHistogram latency = LatencyHistogram.EMPTY;
    private CompactHistogram copyLatency = CompactHistogram.EMPTY;
    private final Map<String, Map<String, Long>> byName = new TreeMap<>();

    /** The counters of a row. */
    enum Column {
        REQUESTS,
        ERRORS,
        REJECTIONS,
        CANCELLED,
        FAILED_OVER,
        FAILED_TO_CLIENT,
        ANSWERED_ROWS,
        NULL_ROWS,
        COPIES,
        COPY_ERRORS,
        COPY_REJECTIONS,
        COPIES_DROPPED,
        EJECTIONS,
        WITHHELD
    }

    void add(TelemetryWindow window) {
        longestMillis = Math.max(
                longestMillis, Duration.between(window.start(), window.end()).toMillis());
        if (window.end().isAfter(ended)) {
            ended = window.end();
        }
        Counted counted = Counted.of(window);
        if (counted.isSeen() && (lastArrival == null || window.end().isAfter(lastArrival))) {
            lastArrival = window.end();
        }
        if (window.router() != null) {
            addRouter(window.router(), counted);
        }
        if (window.server() != null) {
            addServer(window.server());
        }
    }

    private void addRouter(RouterCounts router, Counted counted) {
        add(Column.REQUESTS, router.requests());
        if (counted instanceof Counted.Served served) {
            add(Column.ERRORS, served.errors());
            addCopies(served.copies());
            add(Column.EJECTIONS, served.guarded().ejections());
            add(Column.WITHHELD, served.guarded().withheld());
        }
        add(Column.REJECTIONS, router.rejections());
        add(Column.CANCELLED, router.cancelled());
        add(Column.FAILED_OVER, router.failedOver());
        add(Column.FAILED_TO_CLIENT, router.failedToClient());
        latency = latency.merge(router.latency());
        Map<String, Long> failures = new TreeMap<>();
        router.failures().forEach((kind, count) -> failures.put(kind.name(), count));
        addNames(Map.of("failures", failures));
    }

    private void addCopies(Counted.Copies copies) {
        add(Column.COPIES, copies.sent());
        add(Column.COPY_ERRORS, copies.errors());
        add(Column.COPY_REJECTIONS, copies.rejections());
        add(Column.COPIES_DROPPED, copies.dropped());
        copyLatency = copyLatency.plus(copies.latency());
    }

    private void addServer(ServerCounts server) {
        add(Column.REQUESTS, server.inferences());
        add(Column.ERRORS, server.errors());
        add(Column.REJECTIONS, server.rejected());
        add(Column.ANSWERED_ROWS, server.rows());
        add(Column.NULL_ROWS, server.nullRows());
        latency = latency.merge(server.latency());
        Map<String, Map<String, Long>> names = new LinkedHashMap<>();
        names.put("nullOutputs", server.nullOutputs());
        names.put("missing", server.missing());
        addNames(names);
    }

    private void add(Column column, long count) {
        counts.merge(column, count, Long::sum);
    }

    private void addNames(Map<String, ? extends Map<String, Long>> names) {
        names.forEach((group, counted) -> {
            if (!counted.isEmpty()) {
                Map<String, Long> sums = byName.computeIfAbsent(group, first -> new TreeMap<>());
                counted.forEach((name, count) -> sums.merge(StorableText.of(name), count, Long::sum));
            }
        });
    }

    /** Adds a row that is stored, and what it says by name. */
    void add(ResultSet row, List<Map<String, Map<String, Long>>> names) throws SQLException {
        longestMillis = Math.max(longestMillis, row.getLong("longest_millis"));
        Instant end = row.getTimestamp("ended").toInstant();
        if (end.isAfter(ended)) {
            ended = end;
        }
        Timestamp arrival = row.getTimestamp("last_arrival");
        if (arrival != null && (lastArrival == null || arrival.toInstant().isAfter(lastArrival))) {
            lastArrival = arrival.toInstant();
        }
        for (Column column : Column.values()) {
            add(column, row.getLong(column.name().toLowerCase(Locale.ROOT)));
        }
        latency =
                latency.merge(CompactHistogram.ofBytes(row.getBytes("latency")).histogram());
        copyLatency = CompactHistogram.of(copyLatency
                .histogram()
                .merge(CompactHistogram.ofBytes(row.getBytes("copy_latency")).histogram()));
        names.forEach(this::addNames);
    }

    /** Says that its counts are of so many seconds. */
    void spans(long seconds) {
        longestMillis = Math.max(longestMillis, seconds * 1_000);
    }

    long longestMillis() {
        return longestMillis;
    }

    Instant ended() {
        return ended;
    }

    @Nullable
    Instant lastArrival() {
        return lastArrival;
    }

    long count(Column column) {
        return counts.getOrDefault(column, 0L);
    }

    byte[] latency() {
        return CompactHistogram.of(latency).bytes();
    }

    byte[] copyLatency() {
        return copyLatency.bytes();
    }

    List<Map<String, Map<String, Long>>> byName() {
        return byName.isEmpty() ? List.of() : List.of(byName);
    }
}
