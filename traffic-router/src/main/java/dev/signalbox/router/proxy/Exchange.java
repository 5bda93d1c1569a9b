package dev.signalbox.router.proxy;

import dev.signalbox.router.count.Outcome;
import dev.signalbox.router.decide.Asked;
import dev.signalbox.router.decide.Choice;
import dev.signalbox.router.decide.ModelPath;
import dev.signalbox.router.table.ActiveBackend;
import dev.signalbox.router.table.ActiveRoute;
import dev.signalbox.router.table.ActiveTable;
import dev.signalbox.router.table.Endpoint;
import io.vertx.core.http.HttpServerRequest;
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
    private final ModelPath path;
    private final Outgoing outgoing;
    private final Reply reply;
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
    private long ticket = -1;
    private boolean done;

    Exchange(Lane lane, HttpServerRequest request, ModelPath path, String requestId) {
        this.lane = lane;
        this.request = request;
        this.path = path;
        this.outgoing = new Outgoing(request, path, requestId);
        this.reply = new Reply(lane.vertx(), request, requestId, lane.plane().draining());
        this.space = new BufferSpace(lane.plane().buffered());
        this.deadline = new Alarm(lane.vertx(), this::deadlinePassed);
        this.patience = new Alarm(lane.vertx(), this::patienceEnded);
        this.pause = new Alarm(lane.vertx(), this::attemptAgain);
    }

    /** Reads the body, then asks a version. The time for everything runs from here. */
    void start(ActiveRoute seen) {
        request.response().closeHandler(closed -> cancel());
        deadline.set(seen.route().timeoutMillis());
        new BodyCollector(request, lane.plane().bounds().buffer(), space, this::assign).start();
    }

    private void assign(RequestBody read) {
        if (done) {
            return;
        }
        body = read;
        if (read instanceof RequestBody.Flowing) {
            lane.plane().unbufferedRequests().increment();
        }
        Leg first = firstLeg();
        if (first != null) {
            ledger = new Ledger(first, System.nanoTime());
            begin(first);
        }
    }

    /* The version is entered before the table is looked at again: once a router reports a revision, no request can still
     * enter a version on the word of an older one. */
    private @Nullable Leg firstLeg() {
        while (true) {
            ActiveTable table = lane.plane().routes().current();
            Optional<ActiveRoute> route = table.route(path);
            if (route.isEmpty()) {
                refuse(Refusal.unknownModel(path, table.size()));
                return null;
            }
            switch (Choice.of(route.get().route(), asked(route.get()))) {
                case Choice.Refuse refused -> {
                    refuse(Refusal.chosen(refused));
                    return null;
                }
                case Choice.Forward to -> {
                    ActiveBackend backend =
                            route.get().backend(to.backend().version()).orElseThrow();
                    Leg first = Leg.first(backend, to.assignment(), to.failover());
                    if (entered(first, table)) {
                        return first;
                    }
                }
            }
        }
    }

    private boolean entered(Leg next, ActiveTable table) {
        next.enter();
        if (lane.plane().routes().current() == table) {
            return true;
        }
        next.leave();
        return false;
    }

    private Asked asked(ActiveRoute route) {
        return new Asked(
                path.version(),
                Keys.override(request, route.route()),
                Keys.sticky(request, route.route()),
                () -> ticket(route));
    }

    /* One for the request, however often the table changes under it. */
    private long ticket(ActiveRoute route) {
        if (ticket < 0) {
            ticket = route.tickets().getAndIncrement();
        }
        return ticket;
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
        attempt.start(outgoing.to(endpoint.get()));
    }

    @Override
    public boolean canFailOver() {
        return current().failover() && whatToSend().fromTheBeginning();
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
        lane.plane()
                .routes()
                .current()
                .route(path)
                .flatMap(route -> route.backend(now.backend().backend().version()))
                .filter(backend -> backend.state() == now.backend().state())
                .ifPresent(backend -> leg = now.at(backend));
        attempt();
    }

    private void failOver(Outcome outcome) {
        patience.clear();
        Leg failed = current();
        booked().settle(outcome, System.nanoTime());
        failed.leave();
        leg = null;
        while (leg == null) {
            ActiveTable table = lane.plane().routes().current();
            Optional<ActiveBackend> stable = table.route(path).flatMap(ActiveRoute::stable);
            if (stable.isEmpty()) {
                booked().failedToClient();
                refuse(Refusal.failed(outcome, failed));
                return;
            }
            Leg next = Leg.replacing(failed, stable.get());
            if (entered(next, table)) {
                begin(next);
            }
        }
    }

    @Override
    public void answered(Answer answer) {
        patience.clear();
        attempt = null;
        Outcome outcome = Outcome.ofStatus(answer.status());
        Leg answering = current();
        if (answer.whole()) {
            conclude(outcome);
            end();
            reply.pass(answer, answering).onComplete(written -> release());
            return;
        }
        lane.plane().unbufferedAnswers().increment();
        flowing = answer;
        answer.head().exceptionHandler(broken -> giveUp(Outcome.CONNECT, Refusal.failed(Outcome.CONNECT, answering)));
        reply.pass(answer, answering);
        new Pump(answer.head(), request.response(), Long.MAX_VALUE, () -> {}).start(() -> {
            if (!done) {
                conclude(outcome);
                flowing = null;
                end();
                request.response().end().onComplete(written -> release());
            }
        });
    }

    private void conclude(Outcome outcome) {
        booked().settle(outcome, System.nanoTime());
        if (outcome == Outcome.SERVER_ERROR) {
            booked().failedToClient();
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

    private void deadlinePassed() {
        if (leg == null) {
            refuse(Refusal.TOO_SLOW);
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
        booked().failedToClient();
        refuse(refusal);
    }

    /* An answer that has begun cannot be taken back: the application sees its connection break, not a short answer. */
    private void refuse(Refusal refusal) {
        if (done) {
            return;
        }
        end();
        if (request.response().headWritten()) {
            request.connection().close();
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
