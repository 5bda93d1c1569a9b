package dev.signalbox.monitor.tickets;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.feedback.Feedback;
import dev.signalbox.api.feedback.FeedbackKind;
import dev.signalbox.api.review.Overdue;
import dev.signalbox.api.review.ReviewPolicy;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stores tickets, each once, and what becomes of them. Thread safe, in this process and others. */
@Singleton
class TicketStore {
    private static final String ADD = """
            insert into ticket (deployment, request_id, version, reason, at, received_at, due_at, priority, confidence,
              predicted, asked, answered, overdue, show_suggestion, callback, state)
            select ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, 'Waiting'
            where (select count(*) from (
              select 1 from ticket where deployment = ? and state = 'Waiting' and (reason in ('Audit', 'Disagreement')) = ? limit ?) w) < ?
            on conflict do nothing""";

    private static final String ONE =
            "select " + TicketRows.COLUMNS + " from ticket where deployment = ? and request_id = ?";

    private static final String GLANCE =
            "select " + TicketRows.WITHOUT_CONTENT + " from ticket where deployment = ? and request_id = ?";

    private static final String OF_STATE = " from ticket where (?::text is null or deployment = ?) and state = ?"
            + " order by priority desc, due_at, deployment, request_id limit ?";

    /* Whoever asks for the next one gets one that nobody else is about to get. */
    private static final String NEXT = "select " + TicketRows.COLUMNS + """
             from ticket where (?::text is null or deployment = ?) and (due_at > ? or overdue = 'Keep')
              and (state = 'Waiting' or (state = 'Claimed' and claimed_until <= ?))
              and not exists (select 1 from ticket_event e where e.deployment = ticket.deployment
                and e.request_id = ticket.request_id and e.reviewer = ? and e.action = 'skip')
            order by priority desc, due_at limit 1 for update skip locked""";

    private final Database database;
    private final TicketContent content;
    private final UnusualInputs unusual;
    private final FeedbackStore feedback;
    private final TicketRows rows;
    private final ReviewConfig config;

    TicketStore(
            Database database,
            TicketContent content,
            UnusualInputs unusual,
            FeedbackStore feedback,
            TicketRows rows,
            ReviewConfig config) {
        this.database = database;
        this.content = content;
        this.unusual = unusual;
        this.feedback = feedback;
        this.rows = rows;
        this.config = config;
    }

    /** What became of a ticket that was to be kept. */
    enum Kept {
        NEW,
        KNOWN,
        /** As many wait as may. */
        FULL
    }

    /* What was asked, as people may see it, and what is unusual about it. */
    private record Asked(String shown, @Nullable String unusual) {}

    /** Keeps a ticket durably, once. */
    Kept keep(TicketRequest request, Instant now) {
        String shown = content.tensors(request.request(), "inputs", request.masked());
        Asked asked = new Asked(shown, unusual.of(request.deployment(), request.version(), shown));
        return database.inTransaction(connection -> {
            if (add(connection, request, asked, now)) {
                rows.note(
                        connection,
                        request.deployment(),
                        request.requestId(),
                        new TicketRows.Act(
                                now, "router", "ask", request.reason().name()));
                if (asked.unusual() != null) {
                    rows.note(
                            connection,
                            request.deployment(),
                            request.requestId(),
                            new TicketRows.Act(now, "monitor", "unusual", asked.unusual()));
                }
                return Kept.NEW;
            }
            return one(connection, request.deployment(), request.requestId(), false)
                            .isPresent()
                    ? Kept.KNOWN
                    : Kept.FULL;
        });
    }

    private boolean add(Connection connection, TicketRequest request, Asked asked, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            String deployment = request.deployment().toString();
            TicketRequest.Content answer = request.answer();
            boolean audit = request.reason().afterwards();
            ReviewPolicy policy = request.review() == null ? ReviewPolicy.DEFAULT : request.review();
            statement.setString(1, deployment);
            statement.setString(2, StorableText.of(request.requestId()));
            statement.setString(3, request.version().id());
            statement.setString(4, request.reason().name());
            statement.setTimestamp(5, Timestamp.from(request.at()));
            statement.setTimestamp(6, Timestamp.from(now));
            statement.setTimestamp(7, Timestamp.from(now.plus(policy.due().orElse(config.due()))));
            statement.setInt(8, Priority.of(request.reason(), request.confidence(), asked.unusual() != null));
            statement.setObject(9, request.confidence(), Types.DOUBLE);
            statement.setString(10, request.predicted() == null ? null : StorableText.of(request.predicted()));
            statement.setString(11, asked.shown());
            statement.setString(12, answer == null ? null : content.tensors(answer, "outputs", request.masked()));
            /* The machine has decided on what is checked: nothing else is to follow. */
            statement.setString(
                    13, audit ? Overdue.Expire.name() : policy.overdue().name());
            statement.setString(14, policy.showSuggestion().name());
            statement.setString(15, audit ? null : rows.written(policy.callback()));
            statement.setString(16, deployment);
            statement.setBoolean(17, audit);
            statement.setInt(18, audit ? config.mostAudits() : config.most());
            statement.setInt(19, audit ? config.mostAudits() : config.most());
            return statement.executeUpdate() == 1;
        }
    }

    /** A ticket with all that is known of it. */
    Optional<KeptTicket> get(DeploymentName deployment, String requestId) {
        return database.inTransaction(connection -> one(connection, deployment, requestId, false));
    }

    /** A ticket without what was asked and answered, for those who look again and again. */
    Optional<KeptTicket> glance(DeploymentName deployment, String requestId) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(GLANCE)) {
                statement.setString(1, deployment.toString());
                statement.setString(2, requestId);
                return rows.read(statement).stream().findFirst();
            }
        });
    }

    /** Which tickets are asked for: in a state, of one deployment or of all, at most so many, with what was asked or without. */
    record Question(@Nullable DeploymentName deployment, TicketState state, int most, boolean content) {}

    /** Some tickets, those first that are to be decided on first. */
    List<KeptTicket> some(Question question) {
        DeploymentName deployment = question.deployment();
        String columns = question.content() ? TicketRows.COLUMNS : TicketRows.WITHOUT_CONTENT;
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("select " + columns + OF_STATE)) {
                statement.setString(1, deployment == null ? null : deployment.toString());
                statement.setString(2, deployment == null ? null : deployment.toString());
                statement.setString(3, question.state().name());
                statement.setInt(4, question.most());
                return rows.read(statement);
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
                List<KeptTicket> first = rows.read(statement);
                if (first.isEmpty()) {
                    return Optional.empty();
                }
                KeptTicket found = first.getFirst();
                return found.ticket().after(new Ticket.Move.Claim(config.lease()), who, now)
                                instanceof Ticket.Result.Done done
                        ? Optional.of(rows.put(
                                connection,
                                found.with(done.ticket()),
                                new TicketRows.Act(now, who, "claim", null),
                                null))
                        : Optional.empty();
            }
        });
    }

    /** Does a move; the result says whether it could be done. Empty where there is no such ticket. */
    Optional<Ticket.Result> move(DeploymentName deployment, String requestId, Ticket.Move move, TicketRows.Act act) {
        return database.inTransaction(connection -> {
            Optional<KeptTicket> found = one(connection, deployment, requestId, true);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            KeptTicket kept = found.get();
            Ticket.Result result = kept.ticket().after(move, act.who(), act.at());
            if (result instanceof Ticket.Result.Done done && !done.ticket().equals(kept.ticket())) {
                rows.put(connection, kept.with(done.ticket()), act, act.detail());
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
    void note(DeploymentName deployment, String requestId, TicketRows.Act act) {
        database.inTransaction(connection -> {
            rows.note(connection, deployment, requestId, act);
            return null;
        });
    }

    /** What was done with a ticket, oldest first. */
    List<TicketRows.Act> acts(DeploymentName deployment, String requestId) {
        return database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "select at, reviewer, action, detail from ticket_event where deployment = ? and request_id = ? order by id limit 1000")) {
                statement.setString(1, deployment.toString());
                statement.setString(2, requestId);
                List<TicketRows.Act> acts = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        acts.add(new TicketRows.Act(
                                row.getTimestamp(1).toInstant(), row.getString(2), row.getString(3), row.getString(4)));
                    }
                }
                return acts;
            }
        });
    }

    private Optional<KeptTicket> one(
            Connection connection, DeploymentName deployment, String requestId, boolean toChange) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(toChange ? ONE + " for update" : ONE)) {
            statement.setString(1, deployment.toString());
            statement.setString(2, requestId);
            return rows.read(statement).stream().findFirst();
        }
    }
}
