package dev.signalbox.api.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.Require;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an application is told of its ticket: where it is and, once a person has decided, the decision. Not who decided. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TicketStatus(
        DeploymentName deployment,
        String requestId,
        TicketState state,
        @Nullable Object decision,
        @Nullable Instant decidedAt,
        Instant dueAt) {
    public TicketStatus {
        Require.present("ticket.deployment", deployment);
        Require.present("ticket.requestId", requestId);
        Require.present("ticket.state", state);
        Require.present("ticket.dueAt", dueAt);
        if ((state == TicketState.Decided) != (decision != null)) {
            throw new IllegalArgumentException("ticket.decision must be there where state is Decided, and only there");
        }
    }
}
