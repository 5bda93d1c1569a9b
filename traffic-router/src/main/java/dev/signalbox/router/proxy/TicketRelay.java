package dev.signalbox.router.proxy;

import dev.signalbox.api.review.Automation;
import dev.signalbox.api.review.Callback;
import dev.signalbox.api.review.ReviewPolicy;
import dev.signalbox.api.review.TicketReason;
import dev.signalbox.api.review.TicketRequest;
import dev.signalbox.router.decide.Decision;
import dev.signalbox.router.delivery.Receiver;
import dev.signalbox.router.table.VersionState;
import dev.signalbox.router.tickets.AuditDrop;
import dev.signalbox.router.tickets.Tickets;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts one request before people: the monitor keeps it as a ticket. Lives on one event loop. */
final class TicketRelay {
    private static final String JSON_LENGTH = "Inference-Header-Content-Length";
    private static final String MASKED = "Signalbox-Masked";
    private static final long LEAST_MILLIS = 100;

    private final Lane lane;
    private final HttpServerRequest request;
    private final String requestId;
    private final Tickets tickets;

    TicketRelay(Lane lane, HttpServerRequest request, String requestId) {
        this.lane = lane;
        this.request = request;
        this.requestId = requestId;
        this.tickets = lane.plane().tickets();
    }

    /** What people are asked, why, and how much time is left until the application has to know of it. */
    record Asked(TicketReason reason, Buffer body, long leftMillis) {}

    /**
     * Has it kept; succeeds once it is durable: at the monitor or, where that is away and there is a folder for it, on the router's own
     * disk. With a disk to turn to, half of the time that is left is the monitor's.
     */
    Future<Void> keep(Leg leg, Asked asked, @Nullable Answer answer) {
        if (lane.plane().monitor().isEmpty()) {
            return Future.failedFuture("this router knows no monitor");
        }
        long most = lane.plane().bounds().feedbackMillis();
        long patience = tickets.canKeep() ? Math.min(most, Math.max(asked.leftMillis() / 2, LEAST_MILLIS)) : most;
        Buffer ticket = ticket(leg, asked.reason(), asked.body(), answer).toBuffer();
        return durable(ticket, patience).onFailure(lost -> tickets.countRefused());
    }

    /** Has what the machine decided looked at by people; nothing is promised, so that nothing is kept on disk either. */
    Future<Void> afterwards(Leg leg, TicketReason reason, Buffer body, Answer answer) {
        return lane.plane().monitor().isEmpty()
                ? Future.failedFuture("this router knows no monitor")
                : toMonitor(
                        ticket(leg, reason, body, answer).toBuffer(),
                        lane.plane().bounds().feedbackMillis());
    }

    /** Why an audit was not kept. */
    static AuditDrop drop(Throwable why) {
        return why instanceof Unwanted ? AuditDrop.REFUSED : AuditDrop.MONITOR;
    }

    private Future<Void> durable(Buffer ticket, long patienceMillis) {
        if (tickets.monitorAway()) {
            return toDisk(ticket);
        }
        return toMonitor(ticket, patienceMillis)
                .onSuccess(kept -> tickets.countByMonitor())
                .recover(failed -> failed instanceof Unwanted || !tickets.canKeep()
                        ? Future.failedFuture(failed)
                        : toDisk(ticket));
    }

    private Future<Void> toDisk(Buffer ticket) {
        byte[] bytes = ticket.getBytes();
        return lane.vertx().executeBlocking(() -> tickets.keep(bytes), false).compose(kept -> {
            if (!Boolean.TRUE.equals(kept)) {
                return Future.failedFuture("the router's disk did not take the ticket");
            }
            tickets.countOnDisk();
            return Future.succeededFuture();
        });
    }

    private Future<Void> toMonitor(Buffer ticket, long patienceMillis) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(lane.plane().monitor() + "/v1/tickets")
                .setTimeout(patienceMillis)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(Reply.REQUEST_ID, requestId);
        lane.plane().token().header().ifPresent(token -> options.putHeader(HttpHeaders.AUTHORIZATION, token));
        return lane.upstreams()
                .toMonitor()
                .request(options)
                .compose(connected -> connected.send(ticket))
                .compose(head -> head.body().compose(said -> settled(head.statusCode(), said)));
    }

    private static Future<Void> settled(int status, Buffer said) {
        if (status == 200 || status == 201) {
            return Future.succeededFuture();
        }
        String why = "the monitor answered " + status;
        /* As many tickets wait as may: then people cannot keep up, and to keep more of them would hide it. */
        boolean unwanted = Receiver.refusedForGood(status) || Receiver.crowded(status, said.toString());
        return Future.failedFuture(unwanted ? new Unwanted(why) : new IllegalStateException(why));
    }

    /** The monitor is there and does not want the ticket. */
    private static final class Unwanted extends IllegalStateException {
        private static final long serialVersionUID = 1;

        Unwanted(String why) {
            super(why);
        }
    }

    private JsonObject ticket(Leg leg, TicketReason reason, Buffer body, @Nullable Answer answer) {
        List<String> masked = masked(leg, answer);
        JsonObject ticket = new JsonObject()
                .put("v", TicketRequest.VERSION)
                .put("deployment", leg.route().route().deployment().toString())
                .put("requestId", requestId)
                .put("version", leg.backend().backend().version().id())
                .put("reason", reason.name())
                .put("at", Instant.now().toString())
                .put(
                        "request",
                        new TicketBody(
                                        request.getHeader(HttpHeaders.CONTENT_TYPE),
                                        body,
                                        request.getHeader(JSON_LENGTH))
                                .shown("inputs", masked));
        if (!masked.isEmpty()) {
            ticket.put("masked", new JsonArray(masked));
        }
        Automation automation = leg.route().route().automation();
        if (automation != null && automation.review() != null) {
            ticket.put("review", policy(automation.review()));
        }
        if (answer == null || answer.status() >= 300) {
            return ticket;
        }
        Decision.Told told = told(answer);
        told.confidence().ifPresent(sure -> ticket.put("confidence", sure));
        if (answer.whole() && answer.body().length() <= TicketRequest.LARGEST) {
            ticket.put(
                    "answer",
                    new TicketBody(
                                    answer.head().getHeader(HttpHeaders.CONTENT_TYPE),
                                    answer.body(),
                                    answer.head().getHeader(JSON_LENGTH))
                            .shown("outputs", masked));
        }
        return told.predicted() == null ? ticket : ticket.put("predicted", told.predicted());
    }

    private static JsonObject policy(ReviewPolicy policy) {
        JsonObject told = new JsonObject()
                .put("overdue", policy.overdue().name())
                .put("showSuggestion", policy.showSuggestion().name());
        Callback callback = policy.callback();
        if (callback != null) {
            JsonObject where = new JsonObject().put("url", callback.url());
            told.put("callback", callback.secret() == null ? where : where.put("secret", callback.secret()));
        }
        return policy.dueSeconds() == null ? told : told.put("dueSeconds", policy.dueSeconds());
    }

    /* A version says with its answers what nobody is to see. Of one that never answered it is not known, so nothing is shown. */
    private static List<String> masked(Leg leg, @Nullable Answer answer) {
        VersionState version = leg.backend().state();
        if (answer != null && answer.status() < 300) {
            String said = answer.head().getHeader(MASKED);
            version.masked(said == null ? "" : said);
        }
        String known = version.masked();
        if (known == null) {
            return List.of(TicketRequest.EVERYTHING);
        }
        return known.isEmpty() ? List.of() : List.of(known.split(",", -1));
    }

    /** What a version says about its answer. */
    static Decision.Told told(Answer answer) {
        return told(answer.head());
    }

    /** The same, by the head of the answer. */
    static Decision.Told told(HttpClientResponse head) {
        return Decision.Told.of(head.getHeader("Signalbox-Confidence"), head.getHeader("Signalbox-Class"));
    }
}
