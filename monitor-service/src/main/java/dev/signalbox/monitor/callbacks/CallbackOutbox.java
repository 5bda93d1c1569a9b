package dev.signalbox.monitor.callbacks;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.review.Callback;
import dev.signalbox.api.review.TicketStatus;
import dev.signalbox.monitor.store.Database;
import dev.signalbox.monitor.store.StoredDocuments;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The decisions that are to be sent, until they are taken or given up. Thread safe, in this process and others. */
@Singleton
public class CallbackOutbox {
    private static final int LONGEST_FAILURE = 500;

    private static final String ADD = """
            insert into callback (deployment, request_id, url, secret, body, created_at, next_at)
            values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing""";

    /* What another monitor is about to take is left to it; what it has taken is due again when its time is over. */
    private static final String TAKE = """
            update callback set tries = tries + 1, next_at = ? where id = any(array(
              select id from callback where next_at <= ? and given_up_at is null
              order by next_at limit ? for update skip locked))
            returning id, deployment, request_id, url, secret, body, tries""";

    private static final String TAKEN = "delete from callback where id = ?";

    /* Whoever was too slow, so that somebody else has it now, leaves it to that one. */
    private static final String AGAIN = "update callback set next_at = ?, last_failure = ? where id = ? and tries = ?";

    private static final String POSTPONE = """
            update callback set next_at = ? where id = any(array(
              select id from callback where url = ? and next_at <= ? and given_up_at is null
              order by next_at limit 1000 for update skip locked))""";

    private static final String GIVE_UP =
            "update callback set given_up_at = ?, last_failure = ? where id = ? and tries = ? and given_up_at is null";

    private static final String EVENT = """
            insert into ticket_event (deployment, request_id, at, reviewer, action, detail)
            values (?, ?, ?, 'monitor', ?, ?)""";

    private final Database database;
    private final StoredDocuments documents;

    CallbackOutbox(Database database, StoredDocuments documents) {
        this.database = database;
        this.documents = documents;
    }

    /** A decision that is to be sent now, for so many times with this. */
    record Due(
            long id,
            DeploymentName deployment,
            String requestId,
            String url,
            @Nullable String secret,
            String body,
            int tries) {}

    /** Has a decision sent, if the transaction that it is made in is committed. */
    public void add(Connection connection, TicketStatus decided, Callback callback, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            statement.setString(1, decided.deployment().toString());
            statement.setString(2, decided.requestId());
            statement.setString(3, callback.url());
            statement.setString(4, callback.secret());
            statement.setString(5, documents.write(decided));
            statement.setTimestamp(6, Timestamp.from(now));
            statement.setTimestamp(7, Timestamp.from(now));
            statement.executeUpdate();
        }
    }

    /** Takes at most so many that are due; nobody else gets them for so long. */
    List<Due> take(int most, Duration lease, Instant now) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(TAKE)) {
                statement.setTimestamp(1, Timestamp.from(now.plus(lease)));
                statement.setTimestamp(2, Timestamp.from(now));
                statement.setInt(3, most);
                List<Due> taken = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        taken.add(new Due(
                                row.getLong(1),
                                DeploymentName.parse(row.getString(2)),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5),
                                row.getString(6),
                                row.getInt(7)));
                    }
                }
                return taken;
            }
        });
    }

    /** The application has it. */
    void delivered(Due due, Instant now) {
        database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(TAKEN)) {
                statement.setLong(1, due.id());
                if (statement.executeUpdate() == 1) {
                    note(connection, due, now, "callback", "taken at try " + due.tries());
                }
            }
            return null;
        });
    }

    /** It is to be tried again then. */
    void again(Due due, Instant then, String failure) {
        database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(AGAIN)) {
                statement.setTimestamp(1, Timestamp.from(then));
                statement.setString(2, cut(failure));
                statement.setLong(3, due.id());
                statement.setInt(4, due.tries());
                return statement.executeUpdate();
            }
        });
    }

    /** What else is due to the same URL waits until then, without that being a try of it. */
    void postpone(String url, Instant then, Instant now) {
        database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(POSTPONE)) {
                statement.setTimestamp(1, Timestamp.from(then));
                statement.setString(2, url);
                statement.setTimestamp(3, Timestamp.from(now));
                return statement.executeUpdate();
            }
        });
    }

    /** It is not tried any more; false where somebody else has it. */
    boolean giveUp(Due due, Instant now, String failure) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(GIVE_UP)) {
                statement.setTimestamp(1, Timestamp.from(now));
                statement.setString(2, cut(failure));
                statement.setLong(3, due.id());
                statement.setInt(4, due.tries());
                boolean given = statement.executeUpdate() == 1;
                if (given) {
                    note(connection, due, now, "callback-given-up", cut(failure));
                }
                return given;
            }
        });
    }

    /** How many are to be sent, those that were given up left out. */
    long waiting() {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement =
                            connection.prepareStatement("select count(*) from callback where given_up_at is null");
                    ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0L;
            }
        });
    }

    private static void note(Connection connection, Due due, Instant now, String action, String detail)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(EVENT)) {
            statement.setString(1, due.deployment().toString());
            statement.setString(2, due.requestId());
            statement.setTimestamp(3, Timestamp.from(now));
            statement.setString(4, action);
            statement.setString(5, detail);
            statement.executeUpdate();
        }
    }

    private static String cut(String failure) {
        return failure.length() <= LONGEST_FAILURE ? failure : failure.substring(0, LONGEST_FAILURE);
    }
}
