package dev.signalbox.monitor.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.telemetry.ServerCounts;
import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.monitor.metrics.MeterNames;
import dev.signalbox.monitor.profile.ProfileShape;
import dev.signalbox.monitor.profile.ProfileSums;
import dev.signalbox.monitor.store.SqlArrays;
import dev.signalbox.monitor.store.StorableText;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Stores the profiles of windows, added up by version, shape and ten seconds. Thread safe, in this process and others. */
@Singleton
public class ProfileStore {
    /** How long the finest slots are, in seconds. */
    public static final int FINEST = 10;

    /** How often a shape that is in use says so. */
    public static final Duration TOUCH = Duration.ofHours(1);

    /* A version's instances count in the same bins, those of its baseline; a few shapes more are forgiven. */
    private static final int MOST_SHAPES = 64;
    private static final int MOST_KNOWN = 20_000;

    private static final String SHAPES = """
            insert into profile_shape (id, deployment, version, document, seen_at)
            select n.id, n.deployment, n.version, n.document, ?
            from unnest(?::uuid[], ?::text[], ?::text[], ?::text[]) as n(id, deployment, version, document)
            where exists (select 1 from profile_shape s where s.id = n.id)
              or (select count(*) from profile_shape s where s.deployment = n.deployment and s.version = n.version) < ?
            on conflict (id) do update set seen_at = excluded.seen_at
            returning id""";

    private final ObjectMapper json;
    private final MeterRegistry registry;
    private final Clock clock;

    /* Shapes that are stored for sure, and when they were last said to be in use. */
    private final LinkedHashMap<UUID, Instant> known = new LinkedHashMap<>(16, 0.75f, true);

    ProfileStore(ObjectMapper json, MeterRegistry registry, Clock clock) {
        this.json = json;
        this.registry = registry;
        this.clock = clock;
    }

    /** Profiles that are stored in a transaction, and count as stored once it is committed. */
    final class Added {
        private final Instant at = clock.instant();
        private final Map<UUID, ProfileShape> shapes = new TreeMap<>();
        private final Map<UUID, TelemetryWindow> examples = new TreeMap<>();
        private final Map<ProfileSlots.Key, ProfileSums> slots = new LinkedHashMap<>();
        private final Set<UUID> confirmed = new HashSet<>();
        private final Map<UUID, Integer> windowsOf = new HashMap<>();
        private int dropped;

        private Added(Collection<TelemetryWindow> windows) {
            for (TelemetryWindow window : windows) {
                ServerCounts server = window.server();
                if (server != null
                        && !(server.features().isEmpty() && server.outputs().isEmpty())) {
                    add(window, server);
                }
            }
        }

        private void add(TelemetryWindow window, ServerCounts server) {
            ProfileShape shape = ProfileShape.of(server.features(), server.outputs());
            UUID id = id(window, shape);
            shapes.put(id, shape);
            examples.put(id, window);
            long start = Math.floorDiv(window.start().getEpochSecond(), FINEST) * FINEST;
            slots.merge(
                    new ProfileSlots.Key(
                            window.deployment().toString(), window.version().id(), id, start),
                    ProfileSums.of(server.features(), server.outputs()),
                    ProfileSums::plus);
            windowsOf.merge(id, 1, Integer::sum);
        }

        /** To be called when the transaction is committed. */
        void committed() {
            synchronized (known) {
                confirmed.forEach(id -> known.put(id, at));
                while (known.size() > MOST_KNOWN) {
                    known.pollFirstEntry();
                }
            }
            int came = windowsOf.values().stream().mapToInt(Integer::intValue).sum();
            count("stored", came - dropped);
            count("dropped-too-many-shapes", dropped);
        }

        private void count(String result, int profiles) {
            if (profiles > 0) {
                registry.counter(MeterNames.PROFILES, MeterNames.RESULT, result).increment(profiles);
            }
        }
    }

    /** Adds the profiles of windows within a transaction. */
    Added add(Connection connection, Collection<TelemetryWindow> windows) throws SQLException {
        Added added = new Added(windows);
        if (added.slots.isEmpty()) {
            return added;
        }
        Set<UUID> unknown = unknown(added);
        if (!unknown.isEmpty()) {
            added.confirmed.addAll(storeShapes(connection, added, unknown));
            unknown.removeAll(added.confirmed);
            added.slots.keySet().removeIf(key -> unknown.contains(key.shape()));
            added.dropped = unknown.stream()
                    .mapToInt(id -> Objects.requireNonNull(added.windowsOf.get(id)))
                    .sum();
        }
        ProfileSlots.put(connection, FINEST, added.slots);
        return added;
    }

    private Set<UUID> unknown(Added added) {
        Set<UUID> unknown = new HashSet<>(added.shapes.keySet());
        synchronized (known) {
            unknown.removeIf(id -> {
                Instant seen = known.get(id);
                return seen != null && Duration.between(seen, added.at).compareTo(TOUCH) < 0;
            });
        }
        return unknown;
    }

    private Set<UUID> storeShapes(Connection connection, Added added, Set<UUID> wanted) throws SQLException {
        /* In one order in every transaction, so that they never wait for each other in a circle. */
        List<UUID> ids = wanted.stream().sorted().toList();
        List<TelemetryWindow> windows = ids.stream()
                .map(id -> Objects.requireNonNull(added.examples.get(id)))
                .toList();
        Set<UUID> stored = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(SHAPES)) {
            statement.setTimestamp(1, Timestamp.from(added.at));
            statement.setArray(2, SqlArrays.of(connection, "uuid", ids, id -> id));
            statement.setArray(
                    3,
                    SqlArrays.of(
                            connection,
                            "text",
                            windows,
                            window -> window.deployment().toString()));
            statement.setArray(
                    4,
                    SqlArrays.of(
                            connection,
                            "text",
                            windows,
                            window -> window.version().id()));
            statement.setArray(
                    5,
                    SqlArrays.of(
                            connection, "text", ids, id -> document(Objects.requireNonNull(added.shapes.get(id)))));
            statement.setInt(6, MOST_SHAPES);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    stored.add(row.getObject(1, UUID.class));
                }
            }
        }
        return stored;
    }

    private String document(Object shape) {
        try {
            return StorableText.of(json.writeValueAsString(shape));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a shape could not be written as JSON", e);
        }
    }

    private static UUID id(TelemetryWindow window, ProfileShape shape) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((window.deployment() + " " + window.version().id() + " ").getBytes(StandardCharsets.UTF_8));
            ByteBuffer hash = ByteBuffer.wrap(digest.digest(shape.fingerprint()));
            return new UUID(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
