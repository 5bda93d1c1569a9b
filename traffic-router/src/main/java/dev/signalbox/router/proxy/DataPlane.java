package dev.signalbox.router.proxy;

import dev.signalbox.router.access.AccessLog;
import dev.signalbox.router.config.RouterConfig;
import dev.signalbox.router.count.Occupancy;
import dev.signalbox.router.table.LiveRoutes;
import java.util.concurrent.atomic.LongAdder;

/** What all event loops share: the routes, the limits, and what they count together. */
public final class DataPlane {
    private final LiveRoutes routes;
    private final Bounds bounds;
    private final Occupancy admitted;
    private final Occupancy buffered;
    private final LongAdder shed = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder unbufferedRequests = new LongAdder();
    private final LongAdder unbufferedAnswers = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder unaffordedFailovers = new LongAdder();
    private final Occupancy copied;
    private final AccessLog accessLog;
    private final String monitor;
    private volatile boolean draining;

    /** A data plane over these routes; feedback goes to the monitor, whose base URL is empty where there is none. */
    public DataPlane(LiveRoutes routes, RouterConfig config, AccessLog accessLog, String monitor) {
        this.accessLog = accessLog;
        this.monitor = monitor;
        this.routes = routes;
        this.bounds = Bounds.of(config);
        this.admitted = new Occupancy(bounds.inFlight());
        this.copied = new Occupancy(bounds.copies().total());
        this.buffered = new Occupancy(bounds.bufferTotal());
    }

    LiveRoutes routes() {
        return routes;
    }

    Bounds bounds() {
        return bounds;
    }

    /** The requests under way. */
    public Occupancy admitted() {
        return admitted;
    }

    /** The bytes held back so that failures can be made good. */
    public Occupancy buffered() {
        return buffered;
    }

    AccessLog accessLog() {
        return accessLog;
    }

    String monitor() {
        return monitor;
    }

    /** The bytes of copies under way and waiting. */
    public Occupancy copied() {
        return copied;
    }

    /** Failures of a candidate that stable was not asked to answer because the budget was spent. */
    public LongAdder unaffordedFailovers() {
        return unaffordedFailovers;
    }

    /** Requests refused because too many were under way. */
    public LongAdder shed() {
        return shed;
    }

    /** Requests that the router refused for other reasons. */
    public LongAdder refused() {
        return refused;
    }

    /** Requests whose body was too large to be held back. */
    public LongAdder unbufferedRequests() {
        return unbufferedRequests;
    }

    /** Answers whose body was too large to be held back. */
    public LongAdder unbufferedAnswers() {
        return unbufferedAnswers;
    }

    /** Requests sent again to the same version because a connection failed. */
    public LongAdder retries() {
        return retries;
    }

    /** Whether the router is on its way out: applications are asked to connect elsewhere. */
    public boolean draining() {
        return draining;
    }

    /** Begins to ask applications to connect elsewhere. */
    public void drain() {
        draining = true;
    }
}
