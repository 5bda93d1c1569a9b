package dev.signalbox.monitor.tickets;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.review.ReviewPolicy;
import dev.signalbox.api.review.TicketReason;
import dev.signalbox.api.review.TicketRequest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What routers and reviewers say of tickets to the monitor under test. */
@Singleton
class TicketCalls {
    private static final String ASKED = """
            {"inputs":[{"name":"age","shape":[1],"datatype":"INT64","data":[42]},
             {"name":"ssn","shape":[1],"datatype":"BYTES","data":["123-45"]}]}""";

    @Inject
    ObjectMapper json;

    ValidatableResponse keep(String model, String id, double confidence) throws JsonProcessingException {
        return keep(model, id, confidence, null);
    }

    ValidatableResponse keep(String model, String id, double confidence, @Nullable ReviewPolicy policy)
            throws JsonProcessingException {
        return keep(model, id, confidence, policy, TicketReason.LowConfidence);
    }

    ValidatableResponse keep(
            String model, String id, double confidence, @Nullable ReviewPolicy policy, TicketReason reason)
            throws JsonProcessingException {
        return keep(new TicketRequest(
                TicketRequest.VERSION,
                new DeploymentName("people", model),
                id,
                new ModelVersion("1"),
                reason,
                Instant.now(),
                confidence,
                "1",
                TicketRequest.Content.of("application/json", ASKED.getBytes(StandardCharsets.UTF_8), null),
                TicketRequest.Content.of("application/json", "{\"outputs\":[]}".getBytes(StandardCharsets.UTF_8), null),
                List.of("ssn"),
                policy));
    }

    ValidatableResponse keep(TicketRequest ticket) throws JsonProcessingException {
        return given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(ticket))
                .post("/v1/tickets")
                .then();
    }

    ValidatableResponse act(String path, Map<String, Object> said) throws JsonProcessingException {
        return given().contentType(ContentType.JSON)
                .body(json.writeValueAsString(said))
                .post(path)
                .then();
    }
}
