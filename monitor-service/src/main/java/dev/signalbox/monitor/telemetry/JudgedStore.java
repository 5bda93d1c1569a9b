package dev.signalbox.monitor.telemetry;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.monitor.judging.Question;
import dev.signalbox.monitor.store.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;

/** Notes which rollouts are asked about, whose seconds are therefore kept one by one. Thread safe. */
@Singleton
public class JudgedStore {
    /* A window that began up to an hour before a rollout may reach into it. */
    private static final Duration LONGEST_WINDOW = Duration.ofHours(1);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final int MOST_KNOWN = 10_000;
    private static final int MOST_OF_A_DEPLOYMENT = 20;

    /* Anyone may ask for a verdict: what has no counts, or too many rollouts already, is not noted. */
    private static final String NOTE = """
            insert into judged as j (deployment, keep_from, asked_at)
            select ?, ?, ? where exists (select 1 from counted_second where deployment = ?)
              and (select count(*) from judged where deployment = ? and keep_from <> ?) < ?
            on conflict (deployment, keep_from) do update set asked_at = greatest(j.asked_at, excluded.asked_at)""";

    private final Database database;
    private final LinkedHashMap<Key, Instant> known = new LinkedHashMap<>();

    JudgedStore(Database database) {
        this.database = database;
    }

    private record Key(DeploymentName deployment, long keepFrom) {}

    /** Notes that a question was asked; {@code lookback} is how much before it is of interest. */
    public void note(Question question, Duration lookback) {
        long keepFrom = question.since().minus(lookback).minus(LONGEST_WINDOW).getEpochSecond();
        Key key = new Key(question.deployment(), keepFrom);
        synchronized (known) {
            Instant before = known.get(key);
            if (before != null && Duration.between(before, question.asOf()).compareTo(EVERY) < 0) {
                return;
            }
            known.put(key, question.asOf());
            if (known.size() > MOST_KNOWN) {
                known.pollFirstEntry();
            }
        }
        database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(NOTE)) {
                statement.setString(1, question.deployment().toString());
                statement.setLong(2, keepFrom);
                statement.setTimestamp(3, Timestamp.from(question.asOf()));
                statement.setString(4, question.deployment().toString());
                statement.setString(5, question.deployment().toString());
                statement.setLong(6, keepFrom);
                statement.setInt(7, MOST_OF_A_DEPLOYMENT);
                return statement.executeUpdate();
            }
        });
    }

    /** A rollout that nobody asked about for long. */
    record Over(String deployment, long keepFrom) {}

    /** Takes one of the rollouts that nobody asked about since an instant, in this transaction; it is forgotten with it. */
    static Optional<Over> takeOneOver(Connection connection, Instant since) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                delete from judged where ctid = any(array(
                  select ctid from judged where asked_at < ? limit 1 for update skip locked))
                returning deployment, keep_from""")) {
            statement.setTimestamp(1, Timestamp.from(since));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(new Over(row.getString(1), row.getLong(2))) : Optional.empty();
            }
        }
    }
}
