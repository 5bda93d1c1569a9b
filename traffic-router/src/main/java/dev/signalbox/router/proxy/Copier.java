package dev.signalbox.router.proxy;

import dev.signalbox.api.route.Mirror;
import dev.signalbox.api.telemetry.MirrorDrop;
import dev.signalbox.router.count.MirrorTally;
import dev.signalbox.router.count.Outcome;
import dev.signalbox.router.decide.Assignment;
import dev.signalbox.router.decide.Split;
import dev.signalbox.router.table.ActiveBackend;
import dev.signalbox.router.table.ActiveRoute;
import dev.signalbox.router.table.Endpoint;
import dev.signalbox.router.trace.AttemptSpan;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends copies of one event loop's live requests to versions whose answers are thrown away. It has connections of its own and a
 * bounded number of copies under way and waiting; what does not fit is dropped and counted. Lives on that event loop.
 */
final class Copier {
    private final DataPlane plane;
    private final AlarmClock alarms;
    private final Upstreams upstreams;
    private final SplittableRandom chance;
    private final ArrayDeque<Copy> waiting = new ArrayDeque<>();
    private int underWay;

    Copier(DataPlane plane, AlarmClock alarms, Upstreams upstreams, SplittableRandom chance) {
        this.plane = plane;
        this.alarms = alarms;
        this.upstreams = upstreams;
        this.chance = chance;
    }

    /** Copies a request that has just been sent to a version, if the route wants that. */
    void offer(Leg live, Outgoing outgoing, RequestBody body, Deciding deciding) {
        Mirror mirror = live.route().route().mirror();
        if (mirror == null
                || live.assignment() == Assignment.ASKED
                || live.backend().backend().version().equals(mirror.version())
                || !outgoing.infers()
                || !Split.ticketToCandidate(
                        mirror.percent(), live.route().state().copy())) {
            return;
        }
        live.route()
                .backend(mirror.version())
                .ifPresent(shadow -> admit(
                        shadow,
                        body,
                        whole -> new Copy(
                                live.route(),
                                shadow,
                                outgoing,
                                whole,
                                deciding.twin(live.route().route().automation()))));
    }

    private void admit(ActiveBackend shadow, RequestBody body, Function<Buffer, Copy> copy) {
        MirrorTally tally = shadow.state().tally().mirror();
        if (!(body instanceof RequestBody.Whole whole)
                || whole.bytes().length() > plane.bounds().copies().body()) {
            tally.drop(MirrorDrop.BODY);
        } else if (underWay >= plane.bounds().copies().inFlight()
                && waiting.size() >= plane.bounds().copies().queue()) {
            tally.drop(MirrorDrop.QUEUE);
        } else if (!plane.copied().enter(whole.bytes().length())) {
            tally.drop(MirrorDrop.BODY);
        } else {
            waiting.addLast(copy.apply(whole.bytes()));
            plane.copiesWaiting().enter(1);
            next();
        }
    }

    private void next() {
        while (underWay < plane.bounds().copies().inFlight()) {
            Copy copy = waiting.pollFirst();
            if (copy == null) {
                return;
            }
            plane.copiesWaiting().leave(1);
            underWay++;
            copy.send();
        }
    }

    /** Ends the connections; what waits is forgotten. */
    Future<Void> close() {
        waiting.clear();
        return upstreams.close();
    }

    /** One copy of one request. */
    private final class Copy {
        private final ActiveRoute route;
        private final ActiveBackend shadow;
        private final Outgoing outgoing;
        private final Buffer body;
        private final long born = System.nanoTime();
        private final @Nullable Twin twin;
        private final Alarm patience;
        private @Nullable HttpClientRequest request;
        private @Nullable Endpoint endpoint;
        private AttemptSpan span = AttemptSpan.OFF;
        private @Nullable String predicted;
        private long sent;
        private boolean ended;

        Copy(ActiveRoute route, ActiveBackend shadow, Outgoing outgoing, Buffer body, @Nullable Twin twin) {
            this.route = route;
            this.shadow = shadow;
            this.outgoing = outgoing;
            this.body = body;
            this.twin = twin;
            this.patience = new Alarm(alarms, this::late);
        }

        void send() {
            sent = System.nanoTime();
            long timeout = route.route().timeoutMillis();
            shadow.state().inFlight().enter(1);
            Optional<ActiveBackend> now = current();
            Optional<Endpoint> chosen = now.flatMap(backend -> backend.choose(chance, sent));
            if (chosen.isEmpty()) {
                drop(MirrorDrop.ENDPOINT);
            } else if (sent - born > TimeUnit.MILLISECONDS.toNanos(timeout)) {
                drop(MirrorDrop.LATE);
            } else if (!shadow.state().breaker().admits(sent)) {
                drop(MirrorDrop.BREAKER);
            } else {
                patience.set(timeout);
                go(chosen.get());
            }
        }

        /* As for live requests: once a router reports a revision, no copy follows an older one. */
        private Optional<ActiveBackend> current() {
            return plane.routes()
                    .current()
                    .route(route.route().deployment())
                    .filter(now -> now.mirrorsTo(shadow.backend().version()))
                    .flatMap(now -> now.backend(shadow.backend().version()));
        }

        private void go(Endpoint chosen) {
            endpoint = chosen;
            chosen.load().enter(1);
            span = outgoing.copySpan(shadow, chosen);
            upstreams.to(outgoing.dialect()).request(outgoing.to(chosen)).onComplete(connected -> {
                if (connected.failed()) {
                    end(Outcome.CONNECT);
                } else if (ended) {
                    connected.result().reset();
                } else {
                    outgoing.writeCopy(connected.result(), span);
                    exchange(connected.result());
                }
            });
        }

        private void exchange(HttpClientRequest connected) {
            request = connected;
            connected.exceptionHandler(broken -> end(Outcome.CONNECT));
            connected.response().onComplete(head -> {
                if (head.failed()) {
                    end(Outcome.CONNECT);
                } else if (!ended) {
                    discard(head.result());
                }
            });
            connected.end(body);
        }

        private void discard(HttpClientResponse head) {
            head.exceptionHandler(broken -> end(Outcome.CONNECT));
            head.handler(ignored -> {});
            head.endHandler(done -> {
                Outcome outcome = outgoing.dialect().ofEnd(head);
                predicted = outcome == Outcome.OK ? TicketRelay.told(head).predicted() : null;
                end(outcome);
            });
        }

        private void late() {
            if (!ended) {
                end(Outcome.TIMEOUT);
                if (request != null) {
                    request.reset();
                }
            }
        }

        private void drop(MirrorDrop reason) {
            shadow.state().tally().mirror().drop(reason);
            leave();
        }

        private void end(Outcome outcome) {
            if (ended) {
                return;
            }
            long now = System.nanoTime();
            shadow.state().tally().mirror().count(outcome, now - sent);
            span.end(outcome.label(), outcome.failure().isPresent());
            if (outcome == Outcome.CONNECT || outcome == Outcome.TIMEOUT) {
                shadow.state().breaker().failed(now);
            } else {
                shadow.state().breaker().succeeded();
            }
            leave();
            next();
        }

        private void leave() {
            ended = true;
            patience.clear();
            if (endpoint != null) {
                endpoint.load().leave(1);
            }
            shadow.state().inFlight().leave(1);
            plane.copied().leave(body.length());
            underWay--;
            if (twin != null) {
                twin.copied(predicted);
            }
        }
    }
}
