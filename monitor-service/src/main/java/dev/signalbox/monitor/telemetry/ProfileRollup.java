package dev.signalbox.monitor.telemetry;

import dev.signalbox.monitor.profile.ProfileSums;
import dev.signalbox.monitor.store.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Adds old profiles up over a minute and an hour. Thread safe, in this process and others. */
@Singleton
class ProfileRollup {
    private static final int ROWS_A_TRANSACTION = 5_000;

    /* Of the oldest slot that is old enough, rows that belong together stand behind one another, so that next to none are taken
     * apart by the limit; those that are stand as two rows of one slot, which readers add up. */
    private static final String TAKE = """
            delete from profile_slot where ctid = any(array(
              select p.ctid from profile_slot p,
                (select min(start) / ? * ? as start from profile_slot where span = ? and start < ?) oldest
              where p.span = ? and p.start >= oldest.start and p.start < least(oldest.start + ?, ?)
              order by p.deployment, p.version, p.shape limit ? for update of p skip locked))
            returning deployment, version, shape, start, sums""";

    private final Database database;
    private final Resolution resolution;

    ProfileRollup(Database database, Resolution resolution) {
        this.database = database;
        this.resolution = resolution;
    }

    /** Adds up everything that is old enough by now, and says how many rows are fewer. */
    long rollUp(Instant now) {
        List<Resolution.Level> levels = resolution.levels();
        long fewer = 0;
        for (int i = 1; i < levels.size(); i++) {
            int finer = levels.get(i - 1).span();
            Resolution.Level level = levels.get(i);
            int[] counts;
            do {
                counts = database.inTransaction(connection -> merge(connection, finer, level, level.until(now)));
                fewer += counts[0] - counts[1];
            } while (counts[0] > 0);
        }
        return fewer;
    }

    private static int[] merge(Connection connection, int finer, Resolution.Level level, long until)
            throws SQLException {
        Map<ProfileSlots.Key, ProfileSums> merged = new LinkedHashMap<>();
        int taken = 0;
        try (PreparedStatement statement = connection.prepareStatement(TAKE)) {
            statement.setInt(1, level.span());
            statement.setInt(2, level.span());
            statement.setInt(3, finer);
            statement.setLong(4, until);
            statement.setInt(5, finer);
            statement.setInt(6, level.span());
            statement.setLong(7, until);
            statement.setInt(8, ROWS_A_TRANSACTION);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    taken++;
                    merged.merge(
                            new ProfileSlots.Key(
                                    row.getString(1),
                                    row.getString(2),
                                    row.getObject(3, UUID.class),
                                    Math.floorDiv(row.getLong(4), level.span()) * level.span()),
                            ProfileSums.ofBytes(row.getBytes(5)),
                            ProfileSums::plus);
                }
            }
        }
        if (!merged.isEmpty()) {
            ProfileSlots.put(connection, level.span(), merged);
        }
        return new int[] {taken, merged.size()};
    }
}
