package dev.signalbox.router.proxy;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.router.count.Outcome;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks the monitor for a decision on behalf of an application, which may wait for it. Lives on one event loop. */
final class DecisionRelay {
    /* The monitor lets nobody wait longer than a minute. */
    private static final long PATIENCE_MILLIS = 70_000;

    private final Lane lane;
    private final HttpServerRequest request;
    private final Reply reply;
    private final DeploymentName deployment;
    private @Nullable HttpClientRequest outgoing;
    private boolean done;

    DecisionRelay(Lane lane, HttpServerRequest request, Reply reply, DeploymentName deployment) {
        this.lane = lane;
        this.request = request;
        this.reply = reply;
        this.deployment = deployment;
    }

    /** Asks for the decision on a request. The caller has admitted the question; it is let out when it ends. */
    void start(String requestId, String query) {
        String monitor = lane.plane().monitor();
        if (monitor.isEmpty()) {
            refuse(Refusal.NO_DECISIONS);
            return;
        }
        request.response().closeHandler(closed -> abandon());
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(monitor + "/v1/deployments/" + deployment + "/decisions/"
                        + URLEncoder.encode(requestId, StandardCharsets.UTF_8) + (query.isEmpty() ? "" : "?" + query))
                .setTimeout(PATIENCE_MILLIS)
                .putHeader(Reply.REQUEST_ID, reply.requestId());
        lane.plane().token().header().ifPresent(token -> options.putHeader(HttpHeaders.AUTHORIZATION, token));
        lane.upstreams()
                .toMonitor()
                .request(options)
                .compose(connected -> {
                    outgoing = connected;
                    return connected.send();
                })
                .compose(head ->
                        head.body().map(text -> new Answer(head, text, true, Outcome.ofStatus(head.statusCode()))))
                .onSuccess(this::answer)
                .onFailure(broken -> refuse(Refusal.NO_DECISIONS));
    }

    private void answer(Answer answer) {
        /* What waits on this router's disk the monitor does not know yet. */
        boolean perhapsUnderWay =
                answer.status() == 404 && lane.plane().tickets().waiting() > 0;
        if (perhapsUnderWay || !List.of(200, 202, 400, 404).contains(answer.status())) {
            refuse(Refusal.NO_DECISIONS);
        } else if (!done) {
            done = true;
            reply.relay(answer).onComplete(written -> release());
        }
    }

    private void refuse(Refusal refusal) {
        if (done) {
            return;
        }
        done = true;
        reply.refuse(refusal, !request.isEnded()).onComplete(written -> release());
    }

    private void abandon() {
        if (!done) {
            done = true;
            if (outgoing != null) {
                outgoing.reset();
            }
            release();
        }
    }

    private void release() {
        lane.plane().admitted().leave(1);
        reply.log(deployment.toString());
    }
}
