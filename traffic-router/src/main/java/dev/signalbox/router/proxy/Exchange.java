package dev.signalbox.router.proxy;

import dev.signalbox.api.review.TicketReason;
import dev.signalbox.router.count.Outcome;
import dev.signalbox.router.decide.Decision;
import dev.signalbox.router.decide.ModelPath;
import dev.signalbox.router.table.ActiveRoute;
import dev.signalbox.router.table.DeploymentState;
import dev.signalbox.router.table.Endpoint;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to its answer. Lives on one event loop; ends once, whatever happens.
 */
final class Exchange implements Attempt.Listener {
    /* The waits before a request is sent again to the version that serves: most causes are gone after the first. */
    private static final long[] RETRY_AFTER_MILLIS = {0, 25, 100, 400};

    private final Lane lane;
    private final HttpServerRequest request;
    private final Placement placement;
    private final Outgoing outgoing;
    private final Reply reply;
    private final Deciding deciding;
    private final BufferSpace space;
    private final Alarm deadline;
    private final Alarm patience;
    private final Alarm pause;
    private @Nullable RequestBody body;
    private @Nullable Ledger ledger;
    private @Nullable Leg leg;
    private @Nullable Attempt attempt;
    private @Nullable Answer flowing;
    private int retries;
    private boolean reviewing;
    private boolean done;
    private @Nullable DeploymentState admittedBy;

    Exchange(Lane lane, HttpServerRequest request, ModelPath path, Dialect dialect) {
        String requestId = RequestIds.of(request, lane.chance());
        this.lane = lane;
        this.request = request;
        this.placement = new Placement(lane, request, path);
        this.reply = new Reply(lane, request, requestId);
        this.outgoing = new Outgoing(request, path, reply, dialect);
        this.deciding = new Deciding(lane, request, outgoing, reply);
        this.space = new BufferSpace(lane.plane().buffered());
        this.deadline = new Alarm(lane.alarms(), this::deadlinePassed);
        this.patience = new Alarm(lane.alarms(), this::patienceEnded);
        this.pause = new Alarm(lane.alarms(), this::attemptAgain);
    }

    /** Reads the body, then asks a version. The time for everything runs from here. The caller has admitted the request. */
    void start(ActiveRoute seen) {
        admittedBy = seen.state();
        request.response().closeHandler(closed -> cancel());
        request.exceptionHandler(this::bodyBroken);
        deadline.set(dialect().millis(request, seen.route().timeoutMillis()));
        BodyCollector collector =
                new BodyCollector(request, lane.plane().bounds().buffer(), space, this::assign);
        if (holdsAnswers()) {
            collector.start();
        } else {
            collector.startFlowing();
        }
    }

    @Override
    public Dialect dialect() {
        return outgoing.dialect();
    }

    @Override
    public boolean holdsAnswers() {
        return dialect().oneForOne(placement.path());
    }

    private void assign(RequestBody read) {
        if (done) {
            return;
        }
        body = read;
        if (read instanceof RequestBody.Flowing && holdsAnswers()) {
            lane.plane().unbufferedRequests().increment();
        }
        switch (placement.first()) {
            case Placement.Refused refused -> refuse(refused.why());
            case Placement.Placed placed
            when deciding.unfit(placed.leg(), read) -> {
                placed.leg().leave();
                refuse(deciding.unfit());
            }
            case Placement.Placed placed -> {
                outgoing.unit(placement.unit(placed.leg().route()));
                ledger = new Ledger(placed.leg(), System.nanoTime());
                begin(placed.leg());
                lane.copier().offer(placed.leg(), outgoing, read, deciding);
            }
        }
    }

    private void begin(Leg next) {
        leg = next;
        retries = 0;
        if (canFailOver()) {
            patience.set(deadline.leftMillis() * lane.plane().bounds().candidateTime() / 100);
        }
        attempt();
    }

    private void attempt() {
        Leg now = current();
        Optional<Endpoint> endpoint = now.backend().choose(lane.chance(), System.nanoTime());
        if (endpoint.isEmpty()) {
            if (canFailOver()) {
                failOver(Outcome.CONNECT);
            } else {
                giveUp(Outcome.CONNECT, Refusal.noEndpoint(now));
            }
            return;
        }
        attempt = new Attempt(lane, endpoint.get(), whatToSend(), space, this);
        attempt.start(outgoing, outgoing.span(now, endpoint.get()));
    }

    @Override
    public boolean canFailOver() {
        return current().failover()
                && whatToSend().fromTheBeginning()
                && current().route().state().budget().has();
    }

    @Override
    public void failed(Outcome outcome, boolean sent) {
        if (!sent && mayTryAnotherEndpoint()) {
            retries++;
            lane.plane().retries().increment();
            attempt();
        } else if (canFailOver()) {
            failOver(outcome);
        } else if (mayRetry(sent)) {
            long wait = RETRY_AFTER_MILLIS[Math.min(retries, RETRY_AFTER_MILLIS.length - 1)];
            retries++;
            lane.plane().retries().increment();
            pause.set(wait);
        } else {
            giveUp(outcome, Refusal.failed(outcome, current()));
        }
    }

    /* A pod that is gone says nothing of its version as long as another one of the version answers. */
    private boolean mayTryAnotherEndpoint() {
        int others = current().backend().endpoints().size() - 1;
        return canFailOver() && retries < Math.min(others, lane.plane().bounds().retries());
    }

    private boolean mayRetry(boolean sent) {
        return retries < lane.plane().bounds().retries()
                && whatToSend().fromTheBeginning()
                && (!sent || outgoing.repeatable());
    }

    /* A candidate that has been sent a body which cannot be sent again has all the time there is. */
    private void patienceEnded() {
        if (canFailOver()) {
            abandon();
            failOver(Outcome.TIMEOUT);
        }
    }

    /* The endpoints may have changed during the pause. */
    private void attemptAgain() {
        Leg now = current();
        leg = placement.renewed(now);
        attempt();
    }

    private void failOver(Outcome outcome) {
        patience.clear();
        Leg failed = current();
        booked().settle(outcome, System.nanoTime());
        failed.leave();
        failed.route().state().budget().spend();
        leg = null;
        Optional<Leg> replacement = placement.replacing(failed);
        if (replacement.isPresent()) {
            begin(replacement.get());
        } else {
            booked().failedToClient();
            refuse(Refusal.failed(outcome, failed));
        }
    }

    private void review(TicketReason reason, @Nullable Answer answer) {
        reviewing = true;
        /* Nobody is to be asked any more: the deadline alone goes on. */
        patience.clear();
        pause.clear();
        Leg answering = current();
        answering.leave();
        leg = null;
        /* The route may have begun to ask people after a large request was let in. */
        if (!(whatToSend() instanceof RequestBody.Whole asked)) {
            refuse(deciding.unfit());
            return;
        }
        new TicketRelay(lane, request, reply.requestId())
                .keep(answering, new TicketRelay.Asked(reason, asked.bytes(), deadline.leftMillis()), answer)
                .onSuccess(kept -> reviewed(answering))
                .onFailure(away -> refuse(Refusal.TICKET_NOT_KEPT));
    }

    private void reviewed(Leg answering) {
        if (!done) {
            end();
            deciding.reviewed(answering);
            reply.ticket(answering, placement.path()).onComplete(written -> release());
        }
    }

    @Override
    public void answered(Answer answer) {
        patience.clear();
        attempt = null;
        Leg answering = current();
        Decision decision = deciding.on(answering, answer, whatToSend());
        if (decision instanceof Decision.Review review) {
            if (!answer.whole()) {
                answer.head().request().reset();
            }
            conclude(answer.outcome());
            review(review.reason(), answer);
            return;
        }
        if (answer.whole()) {
            conclude(answer.outcome());
            end();
            reply.pass(answer, answering, placement.cookie()).onComplete(written -> release());
            return;
        }
        if (holdsAnswers()) {
            lane.plane().unbufferedAnswers().increment();
        }
        flowing = answer;
        answer.head().exceptionHandler(broken -> giveUp(Outcome.CONNECT, Refusal.failed(Outcome.CONNECT, answering)));
        reply.pass(answer, answering, placement.cookie());
        new Pump(answer.head(), request.response(), Long.MAX_VALUE, () -> {}).start(() -> {
            if (!done) {
                conclude(dialect().ofEnd(answer.head()));
                flowing = null;
                end();
                reply.finish(answer).onComplete(written -> release());
            }
        });
    }

    private void conclude(Outcome outcome) {
        booked().settle(outcome, System.nanoTime());
        if (outcome == Outcome.SERVER_ERROR) {
            failedToClient();
        } else if (current().replacement()) {
            booked().failedOver();
        }
    }

    @Override
    public void bodyTooLarge() {
        abandon();
        if (ledger != null) {
            ledger.settle(Outcome.REJECTED, System.nanoTime());
        }
        refuse(Refusal.bodyTooLarge(lane.plane().bounds().body()));
    }

    /* Vert.x closes the connection right after this, so the answer is flushed at once. */
    private void bodyBroken(Throwable cause) {
        boolean wrong = cause instanceof IllegalArgumentException || cause instanceof DecoderException;
        if (done || !wrong) {
            return;
        }
        abandon();
        if (ledger != null) {
            ledger.settle(Outcome.REJECTED, System.nanoTime());
        }
        refuse(Refusal.MALFORMED_BODY);
        if (request.connection() instanceof ConnectionBase base) {
            base.flush();
        }
    }

    private void deadlinePassed() {
        if (leg == null) {
            refuse(reviewing ? Refusal.TICKET_NOT_KEPT : Refusal.TOO_SLOW);
            return;
        }
        Refusal late = Refusal.failed(Outcome.TIMEOUT, leg);
        abandon();
        giveUp(Outcome.TIMEOUT, late);
    }

    private void cancel() {
        if (done) {
            return;
        }
        abandon();
        if (ledger != null) {
            ledger.settle(Outcome.CANCELLED, System.nanoTime());
        }
        end();
        release();
    }

    private void giveUp(Outcome outcome, Refusal refusal) {
        if (done) {
            return;
        }
        booked().settle(outcome, System.nanoTime());
        /* People can decide without a model. */
        boolean asked = leg != null && !request.response().headWritten();
        if (asked && deciding.withoutAnswer(current()) instanceof Decision.Review review) {
            review(review.reason(), null);
            return;
        }
        failedToClient();
        refuse(refusal);
    }

    private void failedToClient() {
        booked().failedToClient();
        if (leg != null && leg.failover() && whatToSend().fromTheBeginning()) {
            lane.plane().unaffordedFailovers().increment();
        }
    }

    /* An answer that has begun cannot be taken back: the application sees its connection break, not a short answer. */
    private void refuse(Refusal refusal) {
        if (done) {
            return;
        }
        end();
        if (request.response().headWritten()) {
            reply.breakOff();
            release();
        } else {
            lane.plane().refused().increment();
            reply.refuse(refusal, !request.isEnded()).onComplete(written -> release());
        }
    }

    private void abandon() {
        if (attempt != null) {
            attempt.abandon();
            attempt = null;
        }
        if (flowing != null) {
            flowing.head().request().reset();
            flowing = null;
        }
    }

    private void end() {
        done = true;
        deadline.clear();
        patience.clear();
        pause.clear();
        if (leg != null) {
            leg.leave();
            leg = null;
        }
    }

    private void release() {
        space.release();
        lane.plane().admitted().leave(1);
        if (admittedBy != null) {
            admittedBy.underWay().leave(1);
        }
        reply.log(placement.path().key());
    }

    private Leg current() {
        return Objects.requireNonNull(leg);
    }

    private Ledger booked() {
        return Objects.requireNonNull(ledger);
    }

    private RequestBody whatToSend() {
        return Objects.requireNonNull(body);
    }
}
