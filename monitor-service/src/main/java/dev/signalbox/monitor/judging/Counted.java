package dev.signalbox.monitor.judging;

import dev.signalbox.api.telemetry.FailureKind;
import dev.signalbox.api.telemetry.MirrorCounts;
import dev.signalbox.api.telemetry.RouterCounts;
import dev.signalbox.api.telemetry.ServerCounts;
import dev.signalbox.api.telemetry.TelemetryWindow;

/** What was counted of one version by one kind of reporter: the part of a window that verdicts need. Adds up. */
public sealed interface Counted {
    /** How many trials there were, whatever came of them. */
    long arrivals();

    /** The sum of both, which must be of the same kind. */
    Counted plus(Counted other);

    /** Whether the version was asked anything at all. */
    default boolean isSeen() {
        return arrivals() > 0;
    }

    /** The part of a window that verdicts need. */
    static Counted of(TelemetryWindow window) {
        RouterCounts router = window.router();
        if (router != null) {
            /* What a router sheds for want of its own capacity is not the version's failure. */
            long errors = router.failed() - router.failures().getOrDefault(FailureKind.SHED, 0L);
            return new Served(
                    router.requests(),
                    errors,
                    router.rejections(),
                    CompactHistogram.of(router.latency()),
                    Copies.of(router.mirror()),
                    new Guarded(router.guard().ejections(), router.guard().withheld()));
        }
        ServerCounts server = window.server();
        return server == null ? new Answered(0, 0) : new Answered(server.rows(), server.nullRows());
    }

    /** What routers saw: requests, the version's failures and rejections among them, and its latencies. */
    record Served(long requests, long errors, long rejections, CompactHistogram latency, Copies copies, Guarded guarded)
            implements Counted {
        /** Nothing. */
        public static final Served NONE = new Served(0, 0, 0, CompactHistogram.EMPTY);

        /** Counts of a version that got no copies and that the guard left alone. */
        public Served(long requests, long errors, long rejections, CompactHistogram latency) {
            this(requests, errors, rejections, latency, Copies.NONE, Guarded.NONE);
        }

        @Override
        public long arrivals() {
            return requests;
        }

        @Override
        public boolean isSeen() {
            return requests > 0 || copies.sent() > 0;
        }

        @Override
        public Served plus(Counted other) {
            Served more = (Served) other;
            return new Served(
                    requests + more.requests,
                    errors + more.errors,
                    rejections + more.rejections,
                    latency.plus(more.latency),
                    copies.plus(more.copies),
                    guarded.plus(more.guarded));
        }

        Served compacted() {
            Copies fewer = new Copies(
                    copies.sent, copies.errors, copies.rejections, copies.dropped, copies.latency.compacted());
            return new Served(requests, errors, rejections, latency.compacted(), fewer, guarded);
        }

        /** The copies in the place of the requests. */
        Served ofCopies() {
            return new Served(copies.sent(), copies.errors(), copies.rejections(), copies.latency(), copies, guarded);
        }
    }

    /** Copies of live requests, the version's failures and rejections among them, those not sent, and the latencies. */
    record Copies(long sent, long errors, long rejections, long dropped, CompactHistogram latency) {
        /** Nothing. */
        public static final Copies NONE = new Copies(0, 0, 0, 0, CompactHistogram.EMPTY);

        static Copies of(MirrorCounts mirror) {
            long errors = mirror.failed() - mirror.failures().getOrDefault(FailureKind.SHED, 0L);
            return new Copies(
                    mirror.sent(), errors, mirror.rejections(), mirror.drops(), CompactHistogram.of(mirror.latency()));
        }

        Copies plus(Copies other) {
            return new Copies(
                    sent + other.sent,
                    errors + other.errors,
                    rejections + other.rejections,
                    dropped + other.dropped,
                    latency.plus(other.latency));
        }
    }

    /** What the routers' guards did: how often they ejected the version, and how many requests they kept from it since. */
    record Guarded(long ejections, long withheld) {
        /** Nothing. */
        public static final Guarded NONE = new Guarded(0, 0);

        Guarded plus(Guarded other) {
            return new Guarded(ejections + other.ejections, withheld + other.withheld);
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
