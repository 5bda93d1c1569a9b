package dev.signalbox.monitor.tickets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.review.Callback;
import dev.signalbox.monitor.callbacks.CallbackOutbox;
import dev.signalbox.monitor.review.Ticket;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and writes the rows of tickets, within a transaction of somebody else. Thread safe. */
@Singleton
class TicketRows {
    /** What {@link KeptTicket} reads. */
    static final String COLUMNS = """
            deployment, request_id, version, reason, at, due_at, priority, confidence, predicted, asked, answered,
            state, reviewer, claimed_until, decision::text, decided_at, note, decided_by, overdue_since, overdue,
            show_suggestion, callback::text,
            (select e.detail from ticket_event e where e.deployment = ticket.deployment
              and e.request_id = ticket.request_id and e.action = 'unusual' order by e.id limit 1)""";

    /** The same without what was asked and answered, which may be pictures. */
    static final String WITHOUT_CONTENT = COLUMNS.replace("asked, answered", "null::text, null::text");

    private static final String UPDATE = """
            update ticket set state = ?, reviewer = ?, claimed_until = ?, decision = ?::jsonb, decided_at = ?,
              decided_by = ?, overdue_since = ?, note = coalesce(?, note)
            where deployment = ? and request_id = ?""";

    private static final String EVENT = """
            insert into ticket_event (deployment, request_id, at, reviewer, action, detail) values (?, ?, ?, ?, ?, ?)""";

    private final ObjectMapper json;
    private final CallbackOutbox callbacks;

    TicketRows(ObjectMapper json, CallbackOutbox callbacks) {
        this.json = json;
        this.callbacks = callbacks;
    }

    /** Who did what with a ticket, when, and what he wrote to it. */
    record Act(
            Instant at, String who, String action, @Nullable String detail) {}

    /** All rows of a question that is about {@link #COLUMNS}. */
    List<KeptTicket> read(PreparedStatement question) throws SQLException {
        List<KeptTicket> found = new ArrayList<>();
        try (ResultSet row = question.executeQuery()) {
            while (row.next()) {
                found.add(KeptTicket.read(row, json));
            }
        }
        return found;
    }

    /** Writes where a ticket is now, and who brought it there, and has it sent where it is over; {@code note} is a reviewer's word, null for none. */
    KeptTicket put(Connection connection, KeptTicket kept, Act act, @Nullable String note) throws SQLException {
        Ticket ticket = kept.ticket();
        try (PreparedStatement statement = connection.prepareStatement(UPDATE)) {
            statement.setString(1, ticket.state().name());
            statement.setString(2, ticket.reviewer());
            statement.setTimestamp(3, time(ticket.claimedUntil()));
            statement.setString(4, written(ticket.decision()));
            statement.setTimestamp(5, time(ticket.decidedAt()));
            statement.setString(
                    6, ticket.decidedBy() == null ? null : ticket.decidedBy().name());
            statement.setTimestamp(7, time(ticket.overdueSince()));
            statement.setString(8, note);
            statement.setString(9, kept.deployment().toString());
            statement.setString(10, kept.requestId());
            statement.executeUpdate();
        }
        note(connection, kept.deployment(), kept.requestId(), act);
        Callback callback = kept.policy().callback();
        if (ticket.state().over() && callback != null) {
            callbacks.add(connection, kept.status(), callback, act.at());
        }
        return kept;
    }

    /** Notes what somebody did. */
    void note(Connection connection, DeploymentName deployment, String requestId, Act act) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(EVENT)) {
            statement.setString(1, deployment.toString());
            statement.setString(2, requestId);
            statement.setTimestamp(3, Timestamp.from(act.at()));
            statement.setString(4, act.who());
            statement.setString(5, act.action());
            statement.setString(6, act.detail());
            statement.executeUpdate();
        }
    }

    private static @Nullable Timestamp time(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }

    /** A value as JSON; null for none. */
    @Nullable
    String written(@Nullable Object value) {
        try {
            return value == null ? null : json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a part of a ticket could not be written as JSON", e);
        }
    }
}
