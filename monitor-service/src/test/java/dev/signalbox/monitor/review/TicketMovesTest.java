package dev.signalbox.monitor.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.review.DecidedBy;
import dev.signalbox.api.review.Overdue;
import dev.signalbox.api.review.TicketReason;
import dev.signalbox.api.review.TicketState;
import dev.signalbox.monitor.review.Ticket.Move;
import dev.signalbox.monitor.review.Ticket.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TicketMovesTest {
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final Move CLAIM = new Move.Claim(Duration.ofMinutes(5));
    private static final Ticket WAITING = Ticket.waiting(NOON.plusSeconds(3_600));

    @Test
    void whoClaimsItDecides() {
        Ticket claimed = done(WAITING.after(CLAIM, "ada", NOON));
        assertThat(claimed.state()).isEqualTo(TicketState.Claimed);
        assertThat(refused(claimed.after(CLAIM, "bob", NOON.plusSeconds(299))))
                .contains("another reviewer works on it");
        assertThat(refused(claimed.after(new Move.Decide("yes"), "bob", NOON))).contains("another reviewer");

        Ticket decided = done(claimed.after(new Move.Decide("yes"), "ada", NOON.plusSeconds(60)));
        assertThat(decided.decision()).isEqualTo("yes");
        assertThat(done(decided.after(new Move.Decide("yes"), "ada", NOON.plusSeconds(61))))
                .isEqualTo(decided);
        assertThat(refused(decided.after(new Move.Decide("no"), "ada", NOON.plusSeconds(61))))
                .contains("decided already");
    }

    @Test
    void aClaimRunsOutAndCanBeGivenBack() {
        Ticket claimed = done(WAITING.after(CLAIM, "ada", NOON));

        assertThat(done(claimed.after(CLAIM, "bob", NOON.plusSeconds(300))).reviewer())
                .isEqualTo("bob");
        assertThat(refused(claimed.after(new Move.Decide("yes"), "ada", NOON.plusSeconds(300))))
                .contains("must be claimed");
        assertThat(done(claimed.after(new Move.Release(), "ada", NOON))).isEqualTo(WAITING);
        assertThat(refused(WAITING.after(new Move.Release(), "ada", NOON))).contains("nobody works on it");
    }

    @Property
    void nobodyDecidesWithoutHoldingIt(@ForAll List<Boolean> byAda, @ForAll List<Boolean> claims) {
        Ticket ticket = WAITING;
        for (int at = 0; at < Math.min(byAda.size(), claims.size()); at++) {
            Instant now = NOON.plusSeconds(100L * at);
            String who = byAda.get(at) ? "ada" : "bob";
            String holder = ticket.holder(now);
            Result result = ticket.after(claims.get(at) ? CLAIM : new Move.Decide("yes"), who, now);
            if (result instanceof Result.Done next) {
                boolean decides = next.ticket().state() == TicketState.Decided && ticket.state() != TicketState.Decided;
                assertThat(!decides || who.equals(holder)).isTrue();
                ticket = next.ticket();
            }
        }
    }

    static List<Arguments> dueTickets() {
        Ticket claimed = done(WAITING.after(CLAIM, "ada", NOON.plusSeconds(3_500)));
        return List.of(
                Arguments.of(WAITING, Overdue.Expire, "yes", 3_600, TicketState.Expired, null, null),
                Arguments.of(claimed, Overdue.Expire, "yes", 3_600, TicketState.Expired, null, null),
                Arguments.of(WAITING, Overdue.Model, "yes", 3_600, TicketState.Decided, "yes", DecidedBy.MODEL),
                Arguments.of(claimed, Overdue.Model, "yes", 3_600, TicketState.Decided, "yes", DecidedBy.MODEL),
                Arguments.of(WAITING, Overdue.Model, null, 3_600, TicketState.Expired, null, null),
                Arguments.of(WAITING, Overdue.Keep, "yes", 3_600, TicketState.Waiting, null, null),
                Arguments.of(claimed, Overdue.Keep, "yes", 3_600, TicketState.Claimed, null, null));
    }

    @ParameterizedTest
    @MethodSource("dueTickets")
    void whatBecomesOfATicketThatIsDue(
            Ticket ticket,
            Overdue then,
            @Nullable String suggestion,
            long seconds,
            TicketState state,
            @Nullable String decision,
            @Nullable DecidedBy by) {
        assertThat(ticket.afterDue(then, suggestion, NOON.plusSeconds(seconds - 1)))
                .isEqualTo(ticket);
        Instant late = NOON.plusSeconds(seconds);
        Ticket after = ticket.afterDue(then, suggestion, late);
        assertThat(after.state()).isEqualTo(state);
        assertThat(after.decision()).isEqualTo(decision);
        assertThat(after.decidedBy()).isEqualTo(by);
        assertThat(after.overdueSince()).isEqualTo(late);
        assertThat(after.afterDue(then, suggestion, late.plusSeconds(1))).isEqualTo(after);
    }

    @Test
    void whatIsKeptIsDecidedOnLateByAPersonAndStaysOverdueWhenGivenBack() {
        Instant late = NOON.plusSeconds(3_600);
        Ticket kept = WAITING.afterDue(Overdue.Keep, "yes", late);
        Ticket claimed = done(kept.after(CLAIM, "ada", late));
        assertThat(done(claimed.after(new Move.Release(), "ada", late))).isEqualTo(kept);
        Ticket decided = done(claimed.after(new Move.Decide("no"), "ada", late));
        assertThat(decided.decidedBy()).isEqualTo(DecidedBy.PERSON);
        assertThat(decided.overdueSince()).isEqualTo(late);

        Ticket byModel = WAITING.afterDue(Overdue.Model, "yes", late);
        assertThat(refused(byModel.after(CLAIM, "ada", late))).contains("decided already");
    }

    @Test
    void whatTheModelKnowsLeastOfComesFirst() {
        assertThat(Priority.of(TicketReason.NoPrediction, null))
                .isGreaterThan(Priority.of(TicketReason.LowConfidence, 0.5));
        assertThat(Priority.of(TicketReason.LowConfidence, 0.5))
                .isGreaterThan(Priority.of(TicketReason.LowConfidence, 0.89));
        assertThat(Priority.of(TicketReason.LowConfidence, 0.99))
                .isGreaterThan(Priority.of(TicketReason.HumanOnly, 0.1));
        assertThat(Priority.of(TicketReason.HumanOnly, 0.99)).isGreaterThan(Priority.of(TicketReason.Audit, 0.1, true));
        assertThat(Priority.of(TicketReason.Audit, 0.99, true))
                .isGreaterThan(Priority.of(TicketReason.Audit, 0.1, false));
    }

    private static Ticket done(Result result) {
        assertThat(result).isInstanceOf(Result.Done.class);
        return ((Result.Done) result).ticket();
    }

    private static String refused(Result result) {
        assertThat(result).isInstanceOf(Result.Refused.class);
        return ((Result.Refused) result).why();
    }
}
