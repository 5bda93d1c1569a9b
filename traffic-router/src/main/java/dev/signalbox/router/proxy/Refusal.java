package dev.signalbox.router.proxy;

import dev.signalbox.router.count.Outcome;
import dev.signalbox.router.decide.Choice;
import dev.signalbox.router.decide.GrpcCall;
import dev.signalbox.router.decide.ModelPath;
import dev.signalbox.router.decide.RequestId;
import dev.signalbox.router.table.ActiveRoute;

/** An answer that the router gives by itself: a status and a reason in words. The one place that maps failures to statuses. */
record Refusal(int status, String why) {
    static final Refusal NOT_FOUND =
            new Refusal(404, "no such path: models are at /v2/models/{model} and /{namespace}/v2/models/{model}");
    static final Refusal NO_MODEL_NAMED =
            new Refusal(400, "a gRPC call names its model in the metadata " + GrpcCall.MODEL + ", as [namespace/]name");
    static final Refusal MALFORMED = new Refusal(400, "the request is not valid HTTP");
    static final Refusal OTHER_PROTOCOL =
            new Refusal(501, "the request line names another protocol than HTTP/1.0 and HTTP/1.1");
    static final Refusal LINE_TOO_LONG = new Refusal(414, "the request line is longer than this router accepts");
    static final Refusal HEADER_TOO_LARGE = new Refusal(431, "the header is larger than this router accepts");
    static final Refusal TOO_SLOW = new Refusal(408, "the request body did not arrive within the model's timeout");
    static final Refusal HEAD_TOO_SLOW = new Refusal(408, "the request's head did not arrive in time");
    static final Refusal MALFORMED_BODY = new Refusal(400, "the request's body is not valid HTTP");
    static final Refusal NOT_READY = new Refusal(503, "the router has no routes yet");

    static final Refusal MONITOR_AWAY =
            new Refusal(503, "the feedback is not kept: the monitor did not say that it has it");
    static final Refusal NO_MONITOR = new Refusal(503, "the feedback is not kept: this router knows no monitor");

    static final Refusal NO_DECISIONS = new Refusal(503, "the monitor, which knows the decisions, does not answer");
    static final Refusal TICKET_NOT_KEPT =
            new Refusal(503, "a person decides on this request, and the monitor did not say that it keeps it for one");
    static final Refusal PEOPLE_DECIDE = new Refusal(
            501, "people decide on this model's requests, which a gRPC call has no answer for: ask over HTTP");

    static Refusal malformed(String why) {
        return new Refusal(400, why);
    }

    /** Whether nothing more can be read from the connection after it. */
    boolean last() {
        return status == 400 || status == 408 || status == 413 || status == 501;
    }

    static Refusal unknownModel(ModelPath path, int known) {
        String name = path.key();
        String shown = name.length() <= RequestId.LONGEST ? name : name.substring(0, RequestId.LONGEST) + "...";
        return new Refusal(404, "model \"" + shown + "\" is not known to this router; " + known + " models are");
    }

    static Refusal bodyTooLarge(long limit) {
        return new Refusal(413, "the request body is larger than the limit of " + limit + " bytes");
    }

    static Refusal overloaded(long limit) {
        return new Refusal(503, "the router has " + limit + " requests under way, which is its limit");
    }

    static Refusal modelOverloaded(ActiveRoute route) {
        return new Refusal(
                503, "model \"" + route.route().deployment() + "\" has as many requests under way as it may have");
    }

    static Refusal chosen(Choice.Refuse refuse) {
        return new Refusal(refuse.status(), refuse.why());
    }

    static Refusal noEndpoint(Leg leg) {
        return new Refusal(503, version(leg) + " has no endpoint that is ready");
    }

    static Refusal failed(Outcome outcome, Leg leg) {
        return outcome == Outcome.TIMEOUT
                ? new Refusal(504, version(leg) + " did not answer within the model's timeout")
                : new Refusal(502, "the connection to " + version(leg) + " failed");
    }

    private static String version(Leg leg) {
        return "version \"" + leg.backend().backend().version() + "\" of model \""
                + leg.backend().state().deployment() + "\"";
    }
}
