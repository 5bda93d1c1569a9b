package dev.signalbox.router.metrics;

/** The names of all metrics, in one place; Prometheus writes dots as underscores. */
public final class MetricNames {
    /** Requests that the split gave to a version, by outcome before failover. */
    public static final String REQUESTS = "signalbox.router.requests";

    /** Requests that asked for a version by name, by outcome. */
    public static final String ASKED = "signalbox.router.asked.requests";

    /** The version's own time for a request. */
    public static final String LATENCY = "signalbox.router.latency";

    /** Failures of a version that stable answered. */
    public static final String FAILOVERS = "signalbox.router.failovers";

    /** Requests of a version that the application saw fail. */
    public static final String FAILED_TO_CLIENT = "signalbox.router.failed.to.client";

    /** 1 while the router's guard has ejected a version. */
    public static final String EJECTED = "signalbox.router.ejected";

    /** How often the router's guard ejected a version. */
    public static final String EJECTIONS = "signalbox.router.ejections";

    /** Requests of an ejected version's share that stable answered. */
    public static final String WITHHELD = "signalbox.router.withheld";

    /** Copies of live requests that a version got, by outcome. */
    public static final String MIRRORED = "signalbox.router.mirrored.requests";

    /** Copies of live requests that were not sent, by reason. */
    public static final String MIRROR_DROPS = "signalbox.router.mirror.drops";

    /** 1 while a version is left alone because it failed copies. */
    public static final String MIRROR_BREAKER = "signalbox.router.mirror.breaker";

    /** Bytes of copies under way and waiting. */
    public static final String MIRROR_BYTES = "signalbox.router.mirror.bytes";

    /** Failures of candidates that stable was not asked to answer because the budget was spent. */
    public static final String UNAFFORDED = "signalbox.router.unafforded.failovers";

    /** Requests that are missing in the access log. */
    public static final String ACCESS_LOG_LOST = "signalbox.router.access.log.lost";

    /** Requests of a deployment under way. */
    public static final String DEPLOYMENT_IN_FLIGHT = "signalbox.router.deployment.in.flight";

    /** Requests of a deployment that may be under way. */
    public static final String DEPLOYMENT_LIMIT = "signalbox.router.deployment.limit";

    /** Requests of a deployment refused because too many were under way. */
    public static final String DEPLOYMENT_SHED = "signalbox.router.deployment.shed";

    /** Spans that never reached their collector. */
    public static final String SPANS_LOST = "signalbox.router.spans.lost";

    /** Requests under way at a version. */
    public static final String IN_FLIGHT = "signalbox.router.in.flight";

    /** The applied revision of a deployment's route. */
    public static final String REVISION = "signalbox.router.route.revision";

    /** How many routes are in force. */
    public static final String ROUTES = "signalbox.router.routes";

    /** 1 while the source of routes is away or wrong. */
    public static final String SOURCE_TROUBLE = "signalbox.router.source.trouble";

    /** Open connections to versions and to the monitor. */
    public static final String UPSTREAM_CONNECTIONS = "signalbox.router.upstream.connections";

    /** Copies that wait to be sent. */
    public static final String MIRROR_WAITING = "signalbox.router.mirror.waiting";

    /** Open connections of applications. */
    public static final String CONNECTIONS = "signalbox.router.connections";

    /** Connections of applications that were one too many. */
    public static final String CONNECTIONS_REFUSED = "signalbox.router.connections.refused";

    /** Requests under way in the router. */
    public static final String ADMITTED = "signalbox.router.admitted";

    /** Requests refused because too many were under way. */
    public static final String SHED = "signalbox.router.shed";

    /** Requests that the router answered by itself for other reasons. */
    public static final String REFUSED = "signalbox.router.refused";

    /** Requests sent again to the same version because a connection failed. */
    public static final String RETRIES = "signalbox.router.retries";

    /** Bytes held back so that a failure can be made good. */
    public static final String BUFFERED = "signalbox.router.buffered.bytes";

    /** Requests passed on without failover because their body was too large to be held back. */
    public static final String UNBUFFERED_REQUESTS = "signalbox.router.unbuffered.requests";

    /** Answers passed on while they came because their body was too large to be held back. */
    public static final String UNBUFFERED_ANSWERS = "signalbox.router.unbuffered.answers";

    /** Answers that applications did not take in time. */
    public static final String UNTAKEN_ANSWERS = "signalbox.router.untaken.answers";

    /** Windows that wait for the monitor. */
    public static final String TELEMETRY_WAITING = "signalbox.router.telemetry.waiting";

    /** Windows that were dropped or refused. */
    public static final String TELEMETRY_LOST = "signalbox.router.telemetry.lost";

    /** Inferences by who decides on them. */
    public static final String DECISIONS = "signalbox.router.decisions";

    /** Tickets by what became of them. */
    public static final String TICKETS = "signalbox.router.tickets";

    /** Tickets that wait on disk for the monitor. */
    public static final String TICKETS_WAITING = "signalbox.router.tickets.waiting";

    /** Tickets that were promised and lost. */
    public static final String TICKETS_LOST = "signalbox.router.tickets.lost";

    /** The machine's decisions that people are to check, as the monitor keeps them. */
    public static final String AUDITS = "signalbox.router.audits";

    /** Those that were not kept, by reason. */
    public static final String AUDIT_DROPS = "signalbox.router.audit.drops";

    private MetricNames() {}
}
