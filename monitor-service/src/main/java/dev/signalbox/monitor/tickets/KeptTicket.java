package dev.signalbox.monitor.tickets;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
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
        @JsonRawValue String inputs,
        @JsonRawValue @Nullable String outputs,
        @JsonIgnore Ticket ticket,
        @Nullable String note) {
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
                row.getString(17));
    }

    private static Ticket ticket(ResultSet row, ObjectMapper json) throws SQLException {
        return new Ticket(
                TicketState.valueOf(row.getString(12)),
                row.getTimestamp(6).toInstant(),
                row.getString(13),
                instant(row.getTimestamp(14)),
                value(row.getString(15), json),
                instant(row.getTimestamp(16)));
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }

    private static @Nullable Object value(@Nullable String text, ObjectMapper json) {
        try {
            return text == null ? null : json.readValue(text, Object.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored decision could not be read", e);
        }
    }

    /** The same with what became of it. */
    KeptTicket with(Ticket now) {
        return new KeptTicket(
                deployment,
                requestId,
                version,
                reason,
                at,
                priority,
                confidence,
                predicted,
                inputs,
                outputs,
                now,
                note);
    }

    /** The same without what the model says, which may lead people. */
    KeptTicket withoutSuggestion() {
        return new KeptTicket(
                deployment, requestId, version, reason, at, priority, null, null, inputs, null, ticket, note);
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

    /** What the application is told. */
    @JsonIgnore
    TicketStatus status() {
        return new TicketStatus(
                deployment, requestId, ticket.state(), ticket.decision(), ticket.decidedAt(), ticket.dueAt());
    }
}
