package dev.signalbox.router.proxy;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.router.count.Outcome;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Passes one feedback to the monitor, and the monitor's word back. The application hears that it is kept only when the monitor
 * has said so. Lives on one event loop.
 */
final class FeedbackRelay {
    private static final int LARGEST = 65_536;

    private final Lane lane;
    private final HttpServerRequest request;
    private final Reply reply;
    private final DeploymentName deployment;
    private final Alarm patience;
    private @Nullable HttpClientRequest outgoing;
    private boolean done;

    FeedbackRelay(Lane lane, HttpServerRequest request, Reply reply, DeploymentName deployment) {
        this.lane = lane;
        this.deployment = deployment;
        this.request = request;
        this.reply = reply;
        this.patience = new Alarm(lane.alarms(), () -> refuse(Refusal.MONITOR_AWAY));
    }

    /** Passes the feedback on. The caller has admitted the request; it is let out when it ends. */
    void start() {
        String monitor = lane.plane().monitor();
        if (monitor.isEmpty()) {
            refuse(Refusal.NO_MONITOR);
            return;
        }
        request.response().closeHandler(closed -> abandon());
        patience.set(lane.plane().bounds().feedbackMillis());
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            if (body.length() + chunk.length() > LARGEST) {
                refuse(Refusal.bodyTooLarge(LARGEST));
            } else {
                body.appendBuffer(chunk);
            }
        });
        request.endHandler(ended -> send(monitor, body));
    }

    private void send(String monitor, Buffer body) {
        if (done) {
            return;
        }
        String query = "deployment=" + URLEncoder.encode(deployment.toString(), StandardCharsets.UTF_8);
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(monitor + "/v1/feedback?" + query)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(Reply.REQUEST_ID, reply.requestId());
        lane.plane().token().header().ifPresent(token -> options.putHeader(HttpHeaders.AUTHORIZATION, token));
        lane.upstreams()
                .toMonitor()
                .request(options)
                .compose(connected -> {
                    outgoing = connected;
                    return connected.send(body);
                })
                .compose(head ->
                        head.body().map(text -> new Answer(head, text, true, Outcome.ofStatus(head.statusCode()))))
                .onSuccess(this::answer)
                .onFailure(broken -> refuse(Refusal.MONITOR_AWAY));
    }

    /* What is wrong with the feedback is the application's to know; what is wrong with the monitor, or between it and this
     * router, is not. */
    private void answer(Answer answer) {
        if (answer.status() >= 500 || answer.status() == 401 || answer.status() == 403) {
            refuse(Refusal.MONITOR_AWAY);
        } else if (!done) {
            end();
            reply.relay(answer).onComplete(written -> release());
        }
    }

    private void refuse(Refusal refusal) {
        if (done) {
            return;
        }
        end();
        if (outgoing != null) {
            outgoing.reset();
        }
        reply.refuse(refusal, !request.isEnded()).onComplete(written -> release());
    }

    private void abandon() {
        if (!done) {
            end();
            if (outgoing != null) {
                outgoing.reset();
            }
            release();
        }
    }

    private void end() {
        done = true;
        patience.clear();
    }

    private void release() {
        lane.plane().admitted().leave(1);
        reply.log(deployment.toString());
    }
}
