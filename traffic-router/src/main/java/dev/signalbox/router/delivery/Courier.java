package dev.signalbox.router.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.signalbox.api.http.TimedExchange;
import dev.signalbox.api.telemetry.spool.Spool;
import dev.signalbox.api.telemetry.spool.Spool.Waiting;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/**
 * Brings what waits in a spool to the monitor, and again until it has it. Where the monitor has no room for some of it (as many
 * tickets of one deployment wait as may), the rest goes on past it. One thread at a time.
 */
public final class Courier<T> {
    private static final Logger LOG = Logger.getLogger(Courier.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final TimedExchange exchange = new TimedExchange(
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build(),
            PATIENCE);
    private final Receiver receiver;
    private final Load<T> load;
    private final Spool<T> spool;
    private final LongAdder refused = new LongAdder();
    /* What is settled behind an item that is not: at most as many as wait. A process that ends forgets them, and they are sent again,
     * which the monitor's contract makes safe. */
    private final Set<Long> ahead = new HashSet<>();
    private Set<String> crowded = Set.of();
    private int batch;
    private volatile boolean away;

    /** A courier from a spool to a receiver. */
    public Courier(Receiver receiver, Load<T> load, Spool<T> spool) {
        this.receiver = receiver;
        this.load = load;
        this.spool = spool;
        this.batch = load.batch();
    }

    /** How many items the monitor refused as wrong; they are not sent again. */
    public long refused() {
        return refused.sum();
    }

    /** Whether the monitor did not take the last of them. Thread safe. */
    public boolean away() {
        return away;
    }

    /** Sends what waits. Returns whether nothing is left; if not, it is worth trying again later. */
    public boolean deliver() throws InterruptedException {
        Round round = new Round();
        while (true) {
            List<Waiting<T>> items = spool.after(round.passed, batch);
            if (items.isEmpty()) {
                tell(round.crowded);
                return round.crowded.isEmpty();
            }
            if (!passedOver(items, round) && !settled(items, ask(items), round)) {
                return false;
            }
        }
    }

    /** One way through what waits: whose share is crowded, and up to where it was passed over. */
    private static final class Round {
        private final Set<String> crowded = new TreeSet<>();
        private long passed = Long.MIN_VALUE;
    }

    private boolean passedOver(List<Waiting<T>> items, Round round) {
        if (items.size() > 1 || (ahead.isEmpty() && round.crowded.isEmpty())) {
            return false;
        }
        long position = items.getFirst().position();
        if (ahead.contains(position)) {
            settle(items, round);
            return true;
        }
        if (round.crowded.contains(load.share().of(items.getFirst().item()))) {
            round.passed = position;
            return true;
        }
        return false;
    }

    private boolean settled(List<Waiting<T>> items, Reply reply, Round round) {
        if (reply == Reply.AWAY) {
            return false;
        }
        if (reply == Reply.TAKEN) {
            settle(items, round);
            batch = load.batch();
        } else if (items.size() > 1) {
            /* One wrong item must not keep back the others: find it by sending one at a time. */
            batch = 1;
        } else if (reply == Reply.CROWDED) {
            round.crowded.add(load.share().of(items.getFirst().item()));
            round.passed = items.getFirst().position();
        } else {
            settle(items, round);
            refused.increment();
            LOG.warnf(
                    "Monitor refused an item: load=%s position=%d",
                    load.name(), items.getFirst().position());
        }
        return true;
    }

    /* What is behind an item that still waits cannot be forgotten before it. */
    private void settle(List<Waiting<T>> items, Round round) {
        long last = items.getLast().position();
        if (round.crowded.isEmpty()) {
            ahead.removeIf(position -> position <= last);
            spool.acknowledge(last);
        } else {
            items.forEach(item -> ahead.add(item.position()));
            round.passed = last;
        }
    }

    private enum Reply {
        TAKEN,
        /** It will never be taken. */
        WRONG,
        /** The monitor has as many of this share as it may; it takes others. */
        CROWDED,
        AWAY
    }

    private Reply ask(List<Waiting<T>> waiting) throws InterruptedException {
        List<T> items = waiting.stream().map(Waiting::item).toList();
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(receiver.target())
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(load.body().of(items)));
            receiver.token().show(request::header);
            HttpResponse<String> answer = exchange.send(request.build());
            Reply reply = reply(answer.statusCode(), answer.body());
            report(reply == Reply.AWAY, answer.statusCode());
            return reply;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what waits cannot be written as JSON: " + load.name(), e);
        } catch (IOException e) {
            report(true, 0);
            return Reply.AWAY;
        }
    }

    private static Reply reply(int status, String said) {
        if (status == 200 || status == 201) {
            return Reply.TAKEN;
        }
        if (Receiver.refusedForGood(status)) {
            return Reply.WRONG;
        }
        return Receiver.crowded(status, said) ? Reply.CROWDED : Reply.AWAY;
    }

    private void report(boolean nowAway, int status) {
        if (nowAway != away) {
            away = nowAway;
            if (nowAway) {
                LOG.warnf(
                        "Monitor takes nothing, keeping it: load=%s monitor=%s status=%d",
                        load.name(), receiver.target(), status);
            } else {
                LOG.infof("Monitor takes it: load=%s monitor=%s", load.name(), receiver.target());
            }
        }
    }

    private void tell(Set<String> now) {
        if (!now.equals(crowded)) {
            crowded = Set.copyOf(now);
            LOG.warnf("Monitor has as many as may wait, keeping the rest: load=%s of=%s", load.name(), now);
        }
    }
}
