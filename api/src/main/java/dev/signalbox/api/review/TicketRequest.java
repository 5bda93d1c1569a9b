package dev.signalbox.api.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Require;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that a person is to decide on, as a router asks for it: what was asked, what the model answered if it did, how sure it is
 * from 0 to 1, and of which class. {@code masked} names the inputs that nobody may see. The request's id identifies it in its deployment, so that
 * asking again is safe. {@code review} says how people are asked; null: as usual.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TicketRequest(
        int v,
        DeploymentName deployment,
        String requestId,
        ModelVersion version,
        TicketReason reason,
        Instant at,
        @Nullable Double confidence,
        @Nullable String predicted,
        Content request,
        @Nullable Content answer,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> masked,
        @Nullable ReviewPolicy review) {
    /** The version of the document that this code reads and writes. */
    public static final int VERSION = 1;

    /** In {@code masked}: nobody may see any input. */
    public static final String EVERYTHING = "*";

    /** The most bytes of a request, and of an answer. */
    public static final int LARGEST = 1 << 20;

    private static final int LONGEST_ID = 128;
    private static final int LONGEST_TYPE = 256;
    private static final int MOST_MASKED = 1_000;

    public TicketRequest {
        Require.version("ticket", v, VERSION);
        Require.present("ticket.deployment", deployment);
        Require.atMost("ticket.requestId", LONGEST_ID, requestId);
        if (requestId.isBlank()) {
            throw new IllegalArgumentException("ticket.requestId must not be blank");
        }
        Require.present("ticket.version", version);
        Require.present("ticket.reason", reason);
        Require.present("ticket.at", at);
        if (confidence != null) {
            Require.within("ticket.confidence", confidence, 0.0, 1.0);
        }
        if (predicted != null) {
            Require.atMost("ticket.predicted", LONGEST_ID, predicted);
        }
        Require.present("ticket.request", request);
        masked = masked == null ? List.of() : List.copyOf(masked);
        Require.atMost("ticket.masked", MOST_MASKED, masked);
    }

    /**
     * A body as it came over the wire: its type, its bytes in base64, and how many of them are JSON where tensors follow in
     * binary; null where all of it is.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Content(
            @Nullable String type, String base64, @Nullable Integer jsonLength) {
        public Content {
            if (type != null) {
                Require.atMost("ticket content type", LONGEST_TYPE, type);
            }
            Require.atMost("ticket content", (LARGEST + 2) / 3 * 4, base64);
            if (jsonLength != null) {
                Require.within("ticket content jsonLength", (long) jsonLength, 0, LARGEST);
            }
        }

        /** Of these bytes. */
        public static Content of(@Nullable String type, byte[] bytes, @Nullable Integer jsonLength) {
            return new Content(type, Base64.getEncoder().encodeToString(bytes), jsonLength);
        }

        /** The bytes. */
        public byte[] bytes() {
            return Base64.getDecoder().decode(base64);
        }
    }
}
