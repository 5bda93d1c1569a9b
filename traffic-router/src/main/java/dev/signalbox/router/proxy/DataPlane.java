package dev.signalbox.router.proxy;

import dev.signalbox.api.BearerToken;
import dev.signalbox.api.Require;
import dev.signalbox.router.access.AccessLog;
import dev.signalbox.router.config.RouterConfig;
import dev.signalbox.router.count.Occupancy;
import dev.signalbox.router.table.LiveRoutes;
import dev.signalbox.router.tickets.Audits;
import dev.signalbox.router.tickets.Tickets;
import dev.signalbox.router.trace.Tracing;
import dev.signalbox.router.wire.ApplicationServer;
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
    private final LongAdder untakenAnswers = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder unaffordedFailovers = new LongAdder();
    private final Occupancy copied;
    private final Occupancy copiesWaiting = Occupancy.unbounded();
    private final Occupancy upstream = Occupancy.unbounded();
    private final AccessLog accessLog;
    private final String monitor;
    private final BearerToken token;
    private final Tickets tickets;
    private final Audits audits = new Audits();
    private final Dialect.Grpc grpc;
    private final Tracing tracing;
    private final ApplicationServer.Connections connections;
    private volatile boolean draining;

    /** A data plane over these routes. */
    public DataPlane(LiveRoutes routes, RouterConfig config, Observers observers, Monitor monitor) {
        this.tracing = observers.tracing();
        this.accessLog = observers.accessLog();
        this.monitor = monitor.url();
        this.token = monitor.token();
        this.tickets = monitor.tickets();
        this.routes = routes;
        this.bounds = Bounds.of(config);
        this.admitted = new Occupancy(bounds.inFlight());
        this.copied = new Occupancy(bounds.copies().total());
        this.buffered = new Occupancy(bounds.bufferTotal());
        this.grpc = new Dialect.Grpc(config.grpc().failures());
        int most = (int) Require.within(
                "signalbox.router.limits.connections", config.limits().connections(), 1, 1_000_000);
        this.connections = new ApplicationServer.Connections(new Occupancy(most), new LongAdder());
    }

    /** Who hears of every request: the access log and the spans, each of which may be off. */
    public record Observers(AccessLog accessLog, Tracing tracing) {}

    /** Who takes feedback and tickets; the base URL is empty where there is none. */
    public record Monitor(String url, BearerToken token, Tickets tickets) {}

    /** Tickets, where the monitor is away. */
    Tickets tickets() {
        return tickets;
    }

    /** The machine's decisions that people check. */
    public Audits audits() {
        return audits;
    }

    Tracing tracing() {
        return tracing;
    }

    LiveRoutes routes() {
        return routes;
    }

    Bounds bounds() {
        return bounds;
    }

    Dialect.Grpc grpc() {
        return grpc;
    }

    /** The connections of applications. */
    public ApplicationServer.Connections connections() {
        return connections;
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

    /** What the monitor wants to see. */
    BearerToken token() {
        return token;
    }

    /** The copies that wait to be sent. */
    public Occupancy copiesWaiting() {
        return copiesWaiting;
    }

    /** The open connections to versions and to the monitor. */
    public Occupancy upstream() {
        return upstream;
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

    /** Answers that applications did not take in time. */
    public LongAdder untakenAnswers() {
        return untakenAnswers;
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
