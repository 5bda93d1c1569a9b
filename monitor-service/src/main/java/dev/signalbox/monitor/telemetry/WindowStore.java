package dev.signalbox.monitor.telemetry;

import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.monitor.judging.Slot;
import dev.signalbox.monitor.store.Database;
import dev.signalbox.monitor.store.SqlArrays;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Stores windows exactly once, added up by version and second. Thread safe, in this process and others. */
@Singleton
class WindowStore {
    /* One transaction: note which windows are new, then add those to the rows they belong into, each with one statement over
     * arrays. Both walk their keys in the same order in every transaction, and the first table is always locked before the
     * second, so transactions wait for each other but never in a circle. */
    private static final String NOTE_NEW = """
            insert into stored_window (instance, sequence, second)
            select * from unnest(?::text[], ?::bigint[], ?::bigint[])
            on conflict do nothing
            returning instance, sequence""";

    private final Database database;
    private final StoredRanges ranges;
    private final CountedRows rows;
    private final ProfileStore profiles;
    private final Resolution resolution;

    WindowStore(
            Database database, StoredRanges ranges, CountedRows rows, ProfileStore profiles, Resolution resolution) {
        this.database = database;
        this.ranges = ranges;
        this.rows = rows;
        this.profiles = profiles;
        this.resolution = resolution;
    }

    /** Stores those windows that are not stored yet, durably, and says how many they were. */
    int store(List<TelemetryWindow> windows, Instant now) {
        SortedMap<WindowId, TelemetryWindow> offered = new TreeMap<>();
        for (TelemetryWindow window : windows) {
            offered.putIfAbsent(new WindowId(window.instance(), window.sequence()), window);
        }
        if (offered.isEmpty()) {
            return 0;
        }
        Stored stored = database.inTransaction(connection -> {
            offered.keySet().removeAll(ranges.alreadyStored(connection, offered, now));
            if (offered.isEmpty()) {
                return new Stored(0, profiles.add(connection, List.of()));
            }
            offered.keySet().retainAll(noteNew(connection, offered));
            if (!offered.isEmpty()) {
                rows.add(connection, folded(offered.values(), now));
                LateCounts.note(connection, late(offered.values(), now));
            }
            return new Stored(offered.size(), profiles.add(connection, offered.values()));
        });
        stored.profiles.committed();
        return stored.windows;
    }

    private record Stored(int windows, ProfileStore.Added profiles) {}

    /* What comes late goes where the counts of its time are by now. */
    private SortedMap<CountedKey, FoldedRow> folded(Collection<TelemetryWindow> windows, Instant now) {
        SortedMap<CountedKey, FoldedRow> folded = new TreeMap<>();
        for (TelemetryWindow window : windows) {
            CountedKey key =
                    new CountedKey(window.deployment(), Slot.of(window)).within(resolution.spanOf(window.start(), now));
            folded.computeIfAbsent(key, row -> new FoldedRow()).add(window);
        }
        return folded;
    }

    private static SortedSet<String> late(Collection<TelemetryWindow> windows, Instant now) {
        Instant inTime = now.minus(LateCounts.LATE);
        return windows.stream()
                .filter(window -> window.start().isBefore(inTime))
                .map(window -> window.deployment().toString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<WindowId> noteNew(Connection connection, SortedMap<WindowId, TelemetryWindow> offered)
            throws SQLException {
        Set<WindowId> isNew = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(NOTE_NEW)) {
            statement.setArray(1, SqlArrays.of(connection, "text", offered.keySet(), WindowId::instance));
            statement.setArray(2, SqlArrays.of(connection, "int8", offered.keySet(), WindowId::sequence));
            statement.setArray(
                    3,
                    SqlArrays.of(
                            connection, "int8", offered.values(), w -> w.start().getEpochSecond()));
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    isNew.add(new WindowId(found.getString(1), found.getLong(2)));
                }
            }
        }
        return isNew;
    }
}
