package dev.signalbox.monitor.tickets;

import dev.signalbox.api.review.DecidedBy;
import dev.signalbox.api.review.TicketReason;
import dev.signalbox.monitor.review.Ticket;
import dev.signalbox.monitor.store.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Does with tickets that are due what their deployment wants done, each once. Thread safe, in this process and others. */
@Singleton
class DueTickets {
    private static final int AT_A_TIME = 200;
    private static final int MOST_TURNS = 50;
    private static final String WHO = "monitor";

    /* What another monitor is about to see to is left to it. */
    private static final String DUE = "select " + TicketRows.WITHOUT_CONTENT + """
             from ticket where due_at <= ? and state in ('Waiting', 'Claimed') and overdue_since is null
            order by due_at limit ? for update skip locked""";

    private static final String WAITING = """
            select deployment, count(*), count(overdue_since) from ticket where state in ('Waiting', 'Claimed')
            group by deployment order by deployment limit 1000""";

    private final Database database;
    private final TicketRows rows;

    DueTickets(Database database, TicketRows rows) {
        this.database = database;
        this.rows = rows;
    }

    /** What became of a ticket that was due. */
    enum End {
        /** It ended without a decision. */
        EXPIRE("expire"),
        /** What the model said is the decision. */
        MODEL("model"),
        /** It was to be checked, and nobody did. */
        LAPSE("lapse"),
        /** It goes on waiting. */
        KEEP("keep");

        private final String action;

        End(String action) {
            this.action = action;
        }

        /** The word for it, in the audit trail and in metrics. */
        String action() {
            return action;
        }

        private static End of(TicketReason reason, Ticket now) {
            if (now.decidedBy() == DecidedBy.MODEL) {
                return MODEL;
            }
            if (!now.state().over()) {
                return KEEP;
            }
            return reason.afterwards() ? LAPSE : EXPIRE;
        }
    }

    /** Sees to all tickets that are due, and says what became of how many. */
    Map<End, Integer> settle(Instant now) {
        Map<End, Integer> settled = new EnumMap<>(End.class);
        for (int turn = 0; turn < MOST_TURNS; turn++) {
            List<End> some = database.inTransaction(connection -> settleSome(connection, now));
            some.forEach(end -> settled.merge(end, 1, Integer::sum));
            if (some.size() < AT_A_TIME) {
                break;
            }
        }
        return settled;
    }

    private List<End> settleSome(Connection connection, Instant now) throws SQLException {
        List<KeptTicket> due;
        try (PreparedStatement statement = connection.prepareStatement(DUE)) {
            statement.setTimestamp(1, Timestamp.from(now));
            statement.setInt(2, AT_A_TIME);
            due = rows.read(statement);
        }
        List<End> ends = new ArrayList<>();
        for (KeptTicket kept : due) {
            Ticket after = kept.ticket().afterDue(kept.overdue(), kept.predicted(), now);
            End end = End.of(kept.reason(), after);
            rows.put(connection, kept.with(after), new TicketRows.Act(now, WHO, end.action(), null), null);
            ends.add(end);
        }
        return ends;
    }

    /** How many tickets nobody has decided on, and how many of them are overdue. */
    record Waiting(long all, long overdue) {}

    /** How many wait, by deployment: of the first thousand where some do. */
    Map<String, Waiting> waiting() {
        return database.inTransaction(connection -> {
            Map<String, Waiting> waiting = new TreeMap<>();
            try (PreparedStatement statement = connection.prepareStatement(WAITING);
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    waiting.put(row.getString(1), new Waiting(row.getLong(2), row.getLong(3)));
                }
            }
            return waiting;
        });
    }
}
