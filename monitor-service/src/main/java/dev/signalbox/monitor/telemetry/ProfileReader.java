package dev.signalbox.monitor.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.monitor.profile.ProfileShape;
import dev.signalbox.monitor.profile.ProfileSlice;
import dev.signalbox.monitor.profile.ProfileSums;
import dev.signalbox.monitor.store.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Reads the profiles of a version back, whatever slots they are in by now. Thread safe. */
@Singleton
public class ProfileReader {
    private static final String SLOTS = """
            select shape, span, start, sums from profile_slot
            where deployment = ? and version = ? and start >= ? and start < ?""";

    private static final String SHAPES = "select id, document from profile_shape where deployment = ? and version = ?";
    private static final int FETCHED_AT_ONCE = 500;

    private final Database database;
    private final ObjectMapper json;

    ProfileReader(Database database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    private record Key(long start, UUID shape) {
        private static final Comparator<Key> ORDER =
                Comparator.comparingLong(Key::start).thenComparing(Key::shape);
    }

    private static final class Slot {
        private long span;
        private ProfileSums sums;

        Slot(long span, ProfileSums sums) {
            this.span = span;
            this.sums = sums;
        }

        void add(Slot other) {
            span = Math.max(span, other.span);
            sums = sums.plus(other.sums);
        }
    }

    /** The profiles of slots that begin within {@code [from, to)}, as fine as they are stored, in the order of time. */
    public List<ProfileSlice> profiles(DeploymentName deployment, ModelVersion version, Instant from, Instant to) {
        return profiles(deployment, version, new Steps(from, to, Duration.ofSeconds(ProfileStore.FINEST)));
    }

    /**
     * The profiles of slots that begin within {@code [from, to)}, added up by steps of this length; where slots are longer than a
     * step, as long as they are.
     */
    public List<ProfileSlice> profiles(DeploymentName deployment, ModelVersion version, Steps steps) {
        return database.inTransaction(connection -> {
            Map<Key, Slot> slots = slots(connection, deployment, version, steps);
            if (slots.isEmpty()) {
                return List.of();
            }
            Map<UUID, ProfileShape> shapes = shapes(connection, deployment, version);
            List<ProfileSlice> slices = new ArrayList<>(slots.size());
            slots.forEach((key, slot) -> {
                ProfileShape shape = shapes.get(key.shape());
                if (shape != null) {
                    slices.add(new ProfileSlice(
                            Instant.ofEpochSecond(key.start()), Duration.ofSeconds(slot.span), shape.read(slot.sums)));
                }
            });
            return slices;
        });
    }

    private static Map<Key, Slot> slots(
            Connection connection, DeploymentName deployment, ModelVersion version, Steps steps) throws SQLException {
        Map<Key, Slot> slots = new TreeMap<>(Key.ORDER);
        try (PreparedStatement statement = connection.prepareStatement(SLOTS)) {
            statement.setFetchSize(FETCHED_AT_ONCE);
            statement.setString(1, deployment.toString());
            statement.setString(2, version.id());
            statement.setLong(3, steps.from().getEpochSecond());
            statement.setLong(4, steps.to().getEpochSecond());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Slot slot =
                            new Slot(Math.max(row.getLong(2), steps.seconds()), ProfileSums.ofBytes(row.getBytes(4)));
                    Key key = new Key(steps.startOf(row.getLong(3)), row.getObject(1, UUID.class));
                    Slot there = slots.putIfAbsent(key, slot);
                    if (there != null) {
                        there.add(slot);
                    }
                }
            }
        }
        return slots;
    }

    private Map<UUID, ProfileShape> shapes(Connection connection, DeploymentName deployment, ModelVersion version)
            throws SQLException {
        Map<UUID, ProfileShape> shapes = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(SHAPES)) {
            statement.setString(1, deployment.toString());
            statement.setString(2, version.id());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    shapes.put(row.getObject(1, UUID.class), shape(row.getString(2)));
                }
            }
        }
        return shapes;
    }

    private ProfileShape shape(String document) {
        try {
            return json.readValue(document, ProfileShape.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored shape could not be read", e);
        }
    }
}
