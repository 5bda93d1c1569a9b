package dev.signalbox.router.proxy;

import dev.signalbox.api.review.Automation;
import dev.signalbox.api.review.TicketReason;
import dev.signalbox.api.review.TicketRequest;
import dev.signalbox.router.decide.Decision;
import dev.signalbox.router.decide.Way;
import dev.signalbox.router.tickets.AuditDrop;
import dev.signalbox.router.tickets.Audits;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Who decides on what one request infers, which its answer says and which is counted. Metadata and the like are passed on. */
final class Deciding {
    private static final int FIRST_FAULT = 400;

    private final Lane lane;
    private final HttpServerRequest request;
    private final Outgoing outgoing;
    private final Reply reply;
    private @Nullable Twin twin;

    Deciding(Lane lane, HttpServerRequest request, Outgoing outgoing, Reply reply) {
        this.lane = lane;
        this.request = request;
        this.outgoing = outgoing;
        this.reply = reply;
    }

    /* What a person may have to decide on is kept as a whole, and answered in a way that calls of gRPC have no words for. */
    boolean unfit(Leg first, RequestBody body) {
        if (!outgoing.infers() || !Decision.mayBeReviewed(first.route().route().automation())) {
            return false;
        }
        return outgoing.dialect() instanceof Dialect.Grpc
                || !(body instanceof RequestBody.Whole whole)
                || whole.bytes().length() > TicketRequest.LARGEST;
    }

    /** What the application of an unfit request is told. */
    Refusal unfit() {
        return outgoing.dialect() instanceof Dialect.Grpc
                ? Refusal.PEOPLE_DECIDE
                : Refusal.bodyTooLarge(TicketRequest.LARGEST);
    }

    /** On a version's answer. What people decide is counted once they have been asked. */
    Decision on(Leg answering, Answer answer, RequestBody body) {
        if (!outgoing.infers()) {
            return Decision.Pass.AUTOMATIC;
        }
        Automation automation = answering.route().route().automation();
        Decision decision = Decision.of(automation, answer.status(), TicketRelay.told(answer));
        reply.decision(decision);
        if (decision instanceof Decision.Pass pass && answer.status() < FIRST_FAULT) {
            answering.backend().state().decisions().count(pass.way());
            if (Decision.audited(automation, pass, reply.requestId())) {
                afterwards(TicketReason.Audit, answering, answer, body);
            } else if (!pass.advice()) {
                compare(answering, answer, body);
            }
        }
        return decision;
    }

    /* The application has its answer in any case. A call of gRPC is in no form that people could be shown. */
    private void afterwards(TicketReason reason, Leg answering, Answer answer, RequestBody body) {
        Audits audits = lane.plane().audits();
        if (outgoing.dialect() instanceof Dialect.Grpc) {
            audits.drop(AuditDrop.GRPC);
        } else if (!(body instanceof RequestBody.Whole whole) || whole.bytes().length() > TicketRequest.LARGEST) {
            audits.drop(AuditDrop.BODY);
        } else if (!audits.begin()) {
            audits.drop(AuditDrop.BUSY);
        } else {
            new TicketRelay(lane, request, reply.requestId())
                    .afterwards(answering, reason, whole.bytes(), answer)
                    .onComplete(kept -> audits.end(kept.succeeded() ? null : TicketRelay.drop(kept.cause())));
        }
    }

    /** Who is told what a copy of this request came to; null where that is not to be compared with the answer. */
    @Nullable
    Twin twin(@Nullable Automation automation) {
        boolean wanted = automation != null
                && automation.looksAtDisagreement(reply.requestId())
                && !(outgoing.dialect() instanceof Dialect.Grpc);
        twin = wanted
                ? new Twin(
                        lane.plane().copied(),
                        this::disagreed,
                        () -> lane.plane().audits().drop(AuditDrop.BUSY))
                : null;
        return twin;
    }

    private void compare(Leg answering, Answer answer, RequestBody body) {
        String predicted = TicketRelay.told(answer).predicted();
        if (twin != null && predicted != null && body instanceof RequestBody.Whole whole) {
            twin.answered(new Twin.Answered(answering, answer, whole, predicted));
        }
    }

    private void disagreed(Twin.Answered first) {
        afterwards(TicketReason.Disagreement, first.leg(), first.answer(), first.asked());
    }

    /** Without an answer of a version: people can decide without a model. */
    Decision withoutAnswer(Leg asked) {
        if (!outgoing.infers()) {
            return Decision.Pass.AUTOMATIC;
        }
        Decision decision = Decision.withoutAnswer(asked.route().route().automation());
        reply.decision(decision);
        return decision;
    }

    /** People have been asked. */
    void reviewed(Leg answering) {
        answering.backend().state().decisions().count(Way.REVIEW);
    }
}
