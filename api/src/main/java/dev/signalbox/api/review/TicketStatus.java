package dev.signalbox.api.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.Require;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an application is told of its ticket: where it is and, once it is decided, the decision and whether a
 * person made it. Not which person.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TicketStatus(
        DeploymentName deployment,
        String requestId,
        TicketState state,
        @Nullable Object decision,
        @Nullable DecidedBy decidedBy,
        @Nullable Instant decidedAt,
        Instant dueAt) {
    public TicketStatus {
        Require.present("ticket.deployment", deployment);
        Require.present("ticket.requestId", requestId);
        Require.present("ticket.state", state);
        Require.present("ticket.dueAt", dueAt);
        if ((decidedBy != null) != (decision != null)) {
            throw new IllegalArgumentException("ticket.decidedBy must be there where decision is, and only there");
        }
        if ((state == TicketState.Decided) != (decision != null)) {
            throw new IllegalArgumentException("ticket.decision must be there where state is Decided, and only there");
        }
    }
}
