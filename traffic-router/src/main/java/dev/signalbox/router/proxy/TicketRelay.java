package dev.signalbox.router.proxy;

import dev.signalbox.api.review.TicketReason;
import dev.signalbox.api.review.TicketRequest;
import dev.signalbox.router.decide.Decision;
import dev.signalbox.router.table.VersionState;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts one request before people: the monitor keeps it as a ticket. Lives on one event loop. */
final class TicketRelay {
    private static final String JSON_LENGTH = "Inference-Header-Content-Length";
    private static final String MASKED = "Signalbox-Masked";

    private final Lane lane;
    private final HttpServerRequest request;
    private final String requestId;

    TicketRelay(Lane lane, HttpServerRequest request, String requestId) {
        this.lane = lane;
        this.request = request;
        this.requestId = requestId;
    }

    /** Asks the monitor to keep it; succeeds once it is durable there. */
    Future<Void> keep(Leg leg, TicketReason reason, Buffer body, @Nullable Answer answer) {
        String monitor = lane.plane().monitor();
        if (monitor.isEmpty()) {
            return Future.failedFuture("this router knows no monitor");
        }
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(monitor + "/v1/tickets")
                .setTimeout(lane.plane().bounds().feedbackMillis())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(Reply.REQUEST_ID, requestId);
        lane.plane().token().header().ifPresent(token -> options.putHeader(HttpHeaders.AUTHORIZATION, token));
        Buffer ticket = ticket(leg, reason, body, answer).toBuffer();
        return lane.upstreams()
                .toMonitor()
                .request(options)
                .compose(connected -> connected.send(ticket))
                .compose(head -> head.body()
                        .compose(said -> head.statusCode() < 300
                                ? Future.succeededFuture()
                                : Future.failedFuture("the monitor answered " + head.statusCode())));
    }

    private JsonObject ticket(Leg leg, TicketReason reason, Buffer body, @Nullable Answer answer) {
        JsonObject ticket = new JsonObject()
                .put("v", TicketRequest.VERSION)
                .put("deployment", leg.route().route().deployment().toString())
                .put("requestId", requestId)
                .put("version", leg.backend().backend().version().id())
                .put("reason", reason.name())
                .put("at", Instant.now().toString())
                .put(
                        "request",
                        content(request.getHeader(HttpHeaders.CONTENT_TYPE), body, request.getHeader(JSON_LENGTH)));
        masked(ticket, leg, answer);
        if (answer == null || answer.status() >= 300) {
            return ticket;
        }
        Decision.Told told = told(answer);
        told.confidence().ifPresent(sure -> ticket.put("confidence", sure));
        if (answer.whole() && answer.body().length() <= TicketRequest.LARGEST) {
            ticket.put(
                    "answer",
                    content(
                            answer.head().getHeader(HttpHeaders.CONTENT_TYPE),
                            answer.body(),
                            answer.head().getHeader(JSON_LENGTH)));
        }
        return told.predicted() == null ? ticket : ticket.put("predicted", told.predicted());
    }

    /* A version says with its answers what nobody is to see. Of one that never answered it is not known, so nothing is shown. */
    private static void masked(JsonObject ticket, Leg leg, @Nullable Answer answer) {
        VersionState version = leg.backend().state();
        if (answer != null && answer.status() < 300) {
            String said = answer.head().getHeader(MASKED);
            version.masked(said == null ? "" : said);
        }
        String known = version.masked();
        if (known == null) {
            ticket.put("masked", new JsonArray(List.of(TicketRequest.EVERYTHING)));
        } else if (!known.isEmpty()) {
            ticket.put("masked", new JsonArray(List.of(known.split(",", -1))));
        }
    }

    /** What a version says about its answer. */
    static Decision.Told told(Answer answer) {
        return Decision.Told.of(
                answer.head().getHeader("Signalbox-Confidence"), answer.head().getHeader("Signalbox-Class"));
    }

    private static JsonObject content(@Nullable String type, Buffer bytes, @Nullable String jsonLength) {
        JsonObject content = new JsonObject().put("base64", Base64.getEncoder().encodeToString(bytes.getBytes()));
        if (type != null) {
            content.put("type", type);
        }
        if (jsonLength != null && jsonLength.matches("\\d{1,7}")) {
            content.put("jsonLength", Integer.parseInt(jsonLength));
        }
        return content;
    }
}
