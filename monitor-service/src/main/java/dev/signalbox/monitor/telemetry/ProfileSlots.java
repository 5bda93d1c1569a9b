package dev.signalbox.monitor.telemetry;

import dev.signalbox.monitor.profile.ProfileSums;
import dev.signalbox.monitor.store.SqlArrays;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Puts profiles into slots of time, with one statement over arrays. */
final class ProfileSlots {
    private static final String PUT = """
            insert into profile_slot (deployment, version, shape, span, start, sums)
            select n.deployment, n.version, n.shape, ?, n.start, n.sums
            from unnest(?::text[], ?::text[], ?::uuid[], ?::bigint[], ?::bytea[])
              as n(deployment, version, shape, start, sums)""";

    private ProfileSlots() {}

    /** What a slot is of. */
    record Key(String deployment, String version, UUID shape, long start) {}

    static void put(Connection connection, int span, Map<Key, ProfileSums> slots) throws SQLException {
        List<Key> keys = new ArrayList<>(slots.size());
        List<byte[]> sums = new ArrayList<>(slots.size());
        slots.forEach((key, sum) -> {
            keys.add(key);
            sums.add(sum.bytes());
        });
        try (PreparedStatement statement = connection.prepareStatement(PUT)) {
            statement.setInt(1, span);
            statement.setArray(2, SqlArrays.of(connection, "text", keys, Key::deployment));
            statement.setArray(3, SqlArrays.of(connection, "text", keys, Key::version));
            statement.setArray(4, SqlArrays.of(connection, "uuid", keys, Key::shape));
            statement.setArray(5, SqlArrays.of(connection, "int8", keys, Key::start));
            statement.setArray(6, connection.createArrayOf("bytea", sums.toArray(byte[][]::new)));
            statement.executeUpdate();
        }
    }
}
