package dev.signalbox.monitor.tickets;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.review.Callback;
import dev.signalbox.api.review.DecidedBy;
import dev.signalbox.api.review.Overdue;
import dev.signalbox.api.review.ReviewPolicy;
import dev.signalbox.api.review.ShowSuggestion;
import dev.signalbox.api.review.TicketReason;
import dev.signalbox.api.review.TicketState;
import dev.signalbox.api.review.TicketStatus;
import dev.signalbox.monitor.review.Ticket;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A ticket as it is kept: what reviewers see of it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeptTicket(
        DeploymentName deployment,
        String requestId,
        ModelVersion version,
        TicketReason reason,
        Instant at,
        int priority,
        @Nullable Double confidence,
        @Nullable String predicted,
        @JsonRawValue @Nullable String inputs,
        @JsonRawValue @Nullable String outputs,
        @JsonIgnore Ticket ticket,
        @Nullable String note,
        @Nullable String unusual,
        @JsonIgnore ReviewPolicy policy) {
    /** The columns that a row is read from, in their order. */
    static KeptTicket read(ResultSet row, ObjectMapper json) throws SQLException {
        double confidence = row.getDouble(8);
        boolean unsure = row.wasNull();
        return new KeptTicket(
                DeploymentName.parse(row.getString(1)),
                row.getString(2),
                new ModelVersion(row.getString(3)),
                TicketReason.valueOf(row.getString(4)),
                row.getTimestamp(5).toInstant(),
                row.getInt(7),
                unsure ? null : confidence,
                row.getString(9),
                row.getString(10),
                row.getString(11),
                ticket(row, json),
                row.getString(17),
                row.getString(23),
                new ReviewPolicy(
                        null,
                        Overdue.valueOf(row.getString(20)),
                        ShowSuggestion.valueOf(row.getString(21)),
                        value(row.getString(22), json, Callback.class)));
    }

    private static Ticket ticket(ResultSet row, ObjectMapper json) throws SQLException {
        TicketState state = TicketState.valueOf(row.getString(12));
        return new Ticket(
                state,
                row.getTimestamp(6).toInstant(),
                row.getString(13),
                instant(row.getTimestamp(14)),
                value(row.getString(15), json, Object.class),
                instant(row.getTimestamp(16)),
                state == TicketState.Decided ? decidedBy(row.getString(18)) : null,
                instant(row.getTimestamp(19)));
    }

    /* Before there was another, people decided on all of them. */
    private static DecidedBy decidedBy(@Nullable String text) {
        return text == null ? DecidedBy.PERSON : DecidedBy.valueOf(text);
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }

    private static <T> @Nullable T value(@Nullable String text, ObjectMapper json, Class<T> type) {
        try {
            return text == null ? null : json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is stored of a ticket could not be read", e);
        }
    }

    /** The same with what became of it. */
    KeptTicket with(Ticket now) {
        return with(now, confidence, predicted, outputs);
    }

    private KeptTicket with(Ticket now, @Nullable Double sure, @Nullable String said, @Nullable String answered) {
        return new KeptTicket(
                deployment,
                requestId,
                version,
                reason,
                at,
                priority,
                sure,
                said,
                inputs,
                answered,
                now,
                note,
                unusual,
                policy);
    }

    /** What reviewers see of it: what the model says might lead whoever has not decided yet, unless the deployment wants it shown. */
    KeptTicket shown() {
        boolean suggestion = switch (policy.showSuggestion()) {
            case Always -> true;
            case AfterDecision -> state().over();
            case Never -> false;
        };
        return suggestion ? this : with(ticket, null, null, null);
    }

    /** Where it is. */
    @JsonProperty
    public TicketState state() {
        return ticket.state();
    }

    /** When it is to be decided. */
    @JsonProperty
    public Instant dueAt() {
        return ticket.dueAt();
    }

    /** Who works on it, or decided. */
    @JsonProperty
    public @Nullable String reviewer() {
        return ticket.reviewer();
    }

    /** Until when he has it for himself. */
    @JsonProperty
    public @Nullable Instant claimedUntil() {
        return ticket.claimedUntil();
    }

    /** What was decided. */
    @JsonProperty
    public @Nullable Object decision() {
        return ticket.decision();
    }

    /** Who decided. */
    @JsonProperty
    public @Nullable DecidedBy decidedBy() {
        return ticket.decidedBy();
    }

    /** Since when it is overdue. */
    @JsonProperty
    public @Nullable Instant overdueSince() {
        return ticket.overdueSince();
    }

    /** What becomes of it when it is due. */
    @JsonProperty
    public Overdue overdue() {
        return policy.overdue();
    }

    /** What the application is told. */
    @JsonIgnore
    TicketStatus status() {
        return new TicketStatus(
                deployment,
                requestId,
                ticket.state(),
                ticket.decision(),
                ticket.decidedBy(),
                ticket.decidedAt(),
                ticket.dueAt());
    }
}
