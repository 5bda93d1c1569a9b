package dev.signalbox.monitor.judging;

import dev.signalbox.api.telemetry.FailureKind;
import dev.signalbox.api.telemetry.RouterCounts;
import dev.signalbox.api.telemetry.ServerCounts;
import dev.signalbox.api.telemetry.TelemetryWindow;

/** What was counted of one version by one kind of reporter: the part of a window that verdicts need. Adds up. */
public sealed interface Counted {
    /** How many trials there were, whatever came of them. */
    long arrivals();

    /** The sum of both, which must be of the same kind. */
    Counted plus(Counted other);

    /** The part of a window that verdicts need. */
    static Counted of(TelemetryWindow window) {
        RouterCounts router = window.router();
        if (router != null) {
            /* What a router sheds for want of its own capacity is not the version's failure. */
            long errors = router.failed() - router.failures().getOrDefault(FailureKind.SHED, 0L);
            return new Served(router.requests(), errors, router.rejections(), CompactHistogram.of(router.latency()));
        }
        ServerCounts server = window.server();
        return server == null ? new Answered(0, 0) : new Answered(server.rows(), server.nullRows());
    }

    /** What routers saw: requests, the version's failures and rejections among them, and its latencies. */
    record Served(long requests, long errors, long rejections, CompactHistogram latency) implements Counted {
        /** Nothing. */
        public static final Served NONE = new Served(0, 0, 0, CompactHistogram.EMPTY);

        @Override
        public long arrivals() {
            return requests;
        }

        @Override
        public Served plus(Counted other) {
            Served more = (Served) other;
            return new Served(
                    requests + more.requests,
                    errors + more.errors,
                    rejections + more.rejections,
                    latency.plus(more.latency));
        }
    }

    /** What model servers saw: answered rows, and those with a null in an output. */
    record Answered(long rows, long nullRows) implements Counted {
        /** Nothing. */
        public static final Answered NONE = new Answered(0, 0);

        @Override
        public long arrivals() {
            return rows;
        }

        @Override
        public Answered plus(Counted other) {
            Answered more = (Answered) other;
            return new Answered(rows + more.rows, nullRows + more.nullRows);
        }
    }
}
