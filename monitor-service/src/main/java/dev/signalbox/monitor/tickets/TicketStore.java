package dev.signalbox.monitor.tickets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.feedback.Feedback;
import dev.signalbox.api.feedback.FeedbackKind;
import dev.signalbox.api.review.TicketRequest;
import dev.signalbox.api.review.TicketState;
import dev.signalbox.monitor.feedback.FeedbackStore;
import dev.signalbox.monitor.review.Priority;
import dev.signalbox.monitor.review.Ticket;
import dev.signalbox.monitor.store.Database;
import dev.signalbox.monitor.store.StorableText;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Stores tickets, each once, and what becomes of them. Thread safe, in this process and others. */
@Singleton
class TicketStore {
    private static final String ADD = """
            insert into ticket (deployment, request_id, version, reason, at, received_at, due_at, priority, confidence,
              predicted, asked, answered, state)
            select ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'Waiting'
            where (select count(*) from (select 1 from ticket where deployment = ? and state = 'Waiting' limit ?) w) < ?
            on conflict do nothing""";

    private static final String COLUMNS = """
            deployment, request_id, version, reason, at, due_at, priority, confidence, predicted, asked, answered,
            state, reviewer, claimed_until, decision::text, decided_at, note""";

    private static final String ONE = "select " + COLUMNS + " from ticket where deployment = ? and request_id = ?";

    private static final String SOME = "select " + COLUMNS
            + " from ticket where (?::text is null or deployment = ?) and state = ?"
            + " order by priority desc, due_at, deployment, request_id limit ?";

    /* Whoever asks for the next one gets one that nobody else is about to get. */
    private static final String NEXT = "select " + COLUMNS + """
             from ticket where (?::text is null or deployment = ?) and due_at > ?
              and (state = 'Waiting' or (state = 'Claimed' and claimed_until <= ?))
              and not exists (select 1 from ticket_event e where e.deployment = ticket.deployment
                and e.request_id = ticket.request_id and e.reviewer = ? and e.action = 'skip')
            order by priority desc, due_at limit 1 for update skip locked""";

    private static final String UPDATE = """
            update ticket set state = ?, reviewer = ?, claimed_until = ?, decision = ?::jsonb, decided_at = ?,
              note = coalesce(?, note)
            where deployment = ? and request_id = ?""";

    private static final String EVENT = """
            insert into ticket_event (deployment, request_id, at, reviewer, action, detail) values (?, ?, ?, ?, ?, ?)""";

    private static final String EXPIRE = """
            with late as (update ticket set state = 'Expired', claimed_until = null where ctid = any(array(
                select ctid from ticket where due_at <= ? and state in ('Waiting', 'Claimed') limit 1000 for update skip locked))
              returning deployment, request_id)
            insert into ticket_event (deployment, request_id, at, reviewer, action)
            select deployment, request_id, ?, 'monitor', 'expire' from late""";

    private final Database database;
    private final TicketContent content;
    private final FeedbackStore feedback;
    private final ObjectMapper json;
    private final ReviewConfig config;

    TicketStore(
            Database database, TicketContent content, FeedbackStore feedback, ObjectMapper json, ReviewConfig config) {
        this.database = database;
        this.content = content;
        this.feedback = feedback;
        this.json = json;
        this.config = config;
    }

    /** What became of a ticket that was to be kept. */
    enum Kept {
        NEW,
        KNOWN,
        /** As many wait as may. */
        FULL
    }

    /** Keeps a ticket durably, once. */
    Kept keep(TicketRequest request, Instant now) {
        return database.inTransaction(connection -> {
            if (add(connection, request, now)) {
                note(
                        connection,
                        request.deployment(),
                        request.requestId(),
                        new Act(now, "router", "ask", request.reason().name()));
                return Kept.NEW;
            }
            return one(connection, request.deployment(), request.requestId(), false)
                            .isPresent()
                    ? Kept.KNOWN
                    : Kept.FULL;
        });
    }

    private boolean add(Connection connection, TicketRequest request, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            String deployment = request.deployment().toString();
            TicketRequest.Content answer = request.answer();
            statement.setString(1, deployment);
            statement.setString(2, StorableText.of(request.requestId()));
            statement.setString(3, request.version().id());
            statement.setString(4, request.reason().name());
            statement.setTimestamp(5, Timestamp.from(request.at()));
            statement.setTimestamp(6, Timestamp.from(now));
            statement.setTimestamp(7, Timestamp.from(now.plus(config.due())));
            statement.setInt(8, Priority.of(request.reason(), request.confidence()));
            statement.setObject(9, request.confidence(), Types.DOUBLE);
            statement.setString(10, request.predicted() == null ? null : StorableText.of(request.predicted()));
            statement.setString(11, content.tensors(request.request(), "inputs", request.masked()));
            statement.setString(12, answer == null ? null : content.tensors(answer, "outputs", request.masked()));
            statement.setString(13, deployment);
            statement.setInt(14, config.most());
            statement.setInt(15, config.most());
            return statement.executeUpdate() == 1;
        }
    }

    /** A ticket with all that is known of it. */
    Optional<KeptTicket> get(DeploymentName deployment, String requestId) {
        return database.inTransaction(connection -> one(connection, deployment, requestId, false));
    }

    /** Tickets in a state, of one deployment or of all, those first that are to be decided on first. */
    List<KeptTicket> some(@Nullable DeploymentName deployment, TicketState state, int most) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(SOME)) {
                statement.setString(1, deployment == null ? null : deployment.toString());
                statement.setString(2, deployment == null ? null : deployment.toString());
                statement.setString(3, state.name());
                statement.setInt(4, most);
                List<KeptTicket> found = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        found.add(KeptTicket.read(row, json));
                    }
                }
                return found;
            }
        });
    }

    /** Claims the ticket that is to be decided on next and that the reviewer has not skipped; empty where there is none. */
    Optional<KeptTicket> claimNext(@Nullable DeploymentName deployment, String who, Instant now) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(NEXT)) {
                statement.setString(1, deployment == null ? null : deployment.toString());
                statement.setString(2, deployment == null ? null : deployment.toString());
                statement.setTimestamp(3, Timestamp.from(now));
                statement.setTimestamp(4, Timestamp.from(now));
                statement.setString(5, who);
                KeptTicket found;
                try (ResultSet row = statement.executeQuery()) {
                    if (!row.next()) {
                        return Optional.empty();
                    }
                    found = KeptTicket.read(row, json);
                }
                return found.ticket().after(new Ticket.Move.Claim(config.lease()), who, now)
                                instanceof Ticket.Result.Done done
                        ? Optional.of(put(connection, found.with(done.ticket()), new Act(now, who, "claim", null)))
                        : Optional.empty();
            }
        });
    }

    /** What a reviewer does with a ticket, and what he writes to it. */
    record Act(
            Instant at, String who, String action, @Nullable String detail) {}

    /** Does a move; the result says whether it could be done. Empty where there is no such ticket. */
    Optional<Ticket.Result> move(DeploymentName deployment, String requestId, Ticket.Move move, Act act) {
        return database.inTransaction(connection -> {
            Optional<KeptTicket> found = one(connection, deployment, requestId, true);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            KeptTicket kept = found.get();
            Ticket.Result result = kept.ticket().after(move, act.who(), act.at());
            if (result instanceof Ticket.Result.Done done && !done.ticket().equals(kept.ticket())) {
                put(connection, kept.with(done.ticket()), act);
                Object decision = done.ticket().decision();
                if (decision != null) {
                    feedback.add(
                            connection, deployment, new Feedback(requestId, FeedbackKind.DECISION, decision, act.at()));
                }
            }
            return Optional.of(result);
        });
    }

    /** Notes what changes nothing: a skip, or a word. */
    void note(DeploymentName deployment, String requestId, Act act) {
        database.inTransaction(connection -> {
            note(connection, deployment, requestId, act);
            return null;
        });
    }

    /** What was done with a ticket, oldest first. */
    List<Act> acts(DeploymentName deployment, String requestId) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "select at, reviewer, action, detail from ticket_event where deployment = ? and request_id = ? order by id limit 1000")) {
                statement.setString(1, deployment.toString());
                statement.setString(2, requestId);
                List<Act> acts = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        acts.add(new Act(
                                row.getTimestamp(1).toInstant(), row.getString(2), row.getString(3), row.getString(4)));
                    }
                }
                return acts;
            }
        });
    }

    /** Ends tickets that are due, and says how many. */
    int expire(Instant now) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(EXPIRE)) {
                statement.setTimestamp(1, Timestamp.from(now));
                statement.setTimestamp(2, Timestamp.from(now));
                return statement.executeUpdate();
            }
        });
    }

    /** How many tickets nobody has decided on, by deployment: of the first thousand that have some. */
    Map<String, Long> waiting() {
        return database.inTransaction(connection -> {
            Map<String, Long> waiting = new TreeMap<>();
            try (PreparedStatement statement = connection.prepareStatement("""
                            select deployment, count(*) from ticket where state in ('Waiting', 'Claimed')
                            group by deployment order by deployment limit 1000""");
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    waiting.put(row.getString(1), row.getLong(2));
                }
            }
            return waiting;
        });
    }

    private Optional<KeptTicket> one(
            Connection connection, DeploymentName deployment, String requestId, boolean toChange) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(toChange ? ONE + " for update" : ONE)) {
            statement.setString(1, deployment.toString());
            statement.setString(2, requestId);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(KeptTicket.read(row, json)) : Optional.empty();
            }
        }
    }

    private KeptTicket put(Connection connection, KeptTicket kept, Act act) throws SQLException {
        Ticket ticket = kept.ticket();
        try (PreparedStatement statement = connection.prepareStatement(UPDATE)) {
            statement.setString(1, ticket.state().name());
            statement.setString(2, ticket.reviewer());
            statement.setTimestamp(3, ticket.claimedUntil() == null ? null : Timestamp.from(ticket.claimedUntil()));
            statement.setString(4, ticket.decision() == null ? null : written(ticket.decision()));
            statement.setTimestamp(5, ticket.decidedAt() == null ? null : Timestamp.from(ticket.decidedAt()));
            statement.setString(6, act.detail());
            statement.setString(7, kept.deployment().toString());
            statement.setString(8, kept.requestId());
            statement.executeUpdate();
        }
        note(connection, kept.deployment(), kept.requestId(), act);
        return kept;
    }

    private static void note(Connection connection, DeploymentName deployment, String requestId, Act act)
            throws SQLException {
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

    private String written(Object decision) {
        try {
            return json.writeValueAsString(decision);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a decision could not be written as JSON", e);
        }
    }
}
