package dev.signalbox.monitor.review;

import dev.signalbox.api.review.DecidedBy;
import dev.signalbox.api.review.Overdue;
import dev.signalbox.api.review.TicketState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a ticket is: who works on it until when, what was decided and by whom. A claim that has run out is as good as none: somebody
 * else may take the ticket. {@code overdueSince} is there once it was due and nobody had decided.
 */
public record Ticket(
        TicketState state,
        Instant dueAt,
        @Nullable String reviewer,
        @Nullable Instant claimedUntil,
        @Nullable Object decision,
        @Nullable Instant decidedAt,
        @Nullable DecidedBy decidedBy,
        @Nullable Instant overdueSince) {
    /** A ticket that nobody has looked at. */
    public static Ticket waiting(Instant dueAt) {
        return new Ticket(TicketState.Waiting, dueAt, null, null, null, null, null, null);
    }

    /** What a person wants to do. */
    public sealed interface Move {
        /** To work on it for so long. */
        record Claim(Duration lease) implements Move {}

        /** To leave it to others. */
        record Release() implements Move {}

        /** To decide. */
        record Decide(Object value) implements Move {}
    }

    /** What became of a move: the ticket as it is now, or why it can not be. */
    public sealed interface Result {
        /** It is done. */
        record Done(Ticket ticket) implements Result {}

        /** It does not fit: the ticket stays as it is. */
        record Refused(String why) implements Result {}
    }

    /** What becomes of it when a person does something. */
    public Result after(Move move, String who, Instant now) {
        if (state == TicketState.Decided) {
            boolean same = move instanceof Move.Decide again
                    && who.equals(reviewer)
                    && again.value().equals(decision);
            return same ? new Result.Done(this) : new Result.Refused("it is decided already");
        }
        if (state == TicketState.Expired) {
            return new Result.Refused("it was due at " + dueAt + ", and nobody waits for it any more");
        }
        String holder = holder(now);
        if (holder != null && !holder.equals(who)) {
            return new Result.Refused("another reviewer works on it until " + claimedUntil);
        }
        return switch (move) {
            case Move.Claim claim -> new Result.Done(open(TicketState.Claimed, who, now.plus(claim.lease())));
            case Move.Release release when holder == null -> new Result.Refused("nobody works on it");
            case Move.Release release -> new Result.Done(open(TicketState.Waiting, null, null));
            case Move.Decide decide when holder == null -> new Result.Refused("it must be claimed to be decided on");
            case Move.Decide decide -> new Result.Done(decided(who, decide.value(), now, DecidedBy.PERSON));
        };
    }

    /**
     * What becomes of it when nobody decided in time. {@code suggestion} is what the model said, null if nothing. Before it is due, and
     * once that was seen to, nothing becomes of it.
     */
    public Ticket afterDue(Overdue then, @Nullable Object suggestion, Instant now) {
        if (state.over() || overdueSince != null || dueAt.isAfter(now)) {
            return this;
        }
        Ticket late = new Ticket(state, dueAt, reviewer, claimedUntil, null, null, null, now);
        if (then == Overdue.Keep) {
            return late;
        }
        return then == Overdue.Model && suggestion != null
                ? late.decided(null, suggestion, now, DecidedBy.MODEL)
                : late.open(TicketState.Expired, null, null);
    }

    private Ticket open(TicketState where, @Nullable String who, @Nullable Instant until) {
        return new Ticket(where, dueAt, who, until, null, null, null, overdueSince);
    }

    private Ticket decided(@Nullable String who, Object value, Instant now, DecidedBy by) {
        return new Ticket(TicketState.Decided, dueAt, who, null, value, now, by, overdueSince);
    }

    /** Who works on it now; null for nobody. */
    @Nullable
    String holder(Instant now) {
        return state == TicketState.Claimed && claimedUntil != null && claimedUntil.isAfter(now) ? reviewer : null;
    }
}
