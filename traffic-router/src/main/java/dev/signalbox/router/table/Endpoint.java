package dev.signalbox.router.table;

import dev.signalbox.router.count.Occupancy;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/** One address of a version, its load, and whether it is worth trying. Thread safe. */
public final class Endpoint {
    private static final long FIRST_BACK_OFF_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int MOST_DOUBLINGS = 6;
    private static final double LEAST_SHARE = 0.1;

    private final String host;
    private final int port;
    private final SocketAddress socket;
    private final Occupancy load = Occupancy.unbounded();
    private volatile int failures;
    private volatile long avoidUntil;
    private final EndpointRule rule;
    private final long grown;
    private volatile int errors;

    Endpoint(String address, EndpointRule rule, long grown) {
        this.rule = rule;
        this.grown = grown;
        int colon = address.lastIndexOf(':');
        String named = address.substring(0, colon);
        this.host = named.startsWith("[") && named.endsWith("]") ? named.substring(1, named.length() - 1) : named;
        this.port = Integer.parseInt(address.substring(colon + 1));
        this.socket = SocketAddress.inetSocketAddress(port, host);
    }

    /** The host's name or address. */
    public String host() {
        return host;
    }

    /** The port. */
    public int port() {
        return port;
    }

    /** Host and port, as connections are kept by. */
    public SocketAddress socket() {
        return socket;
    }

    /** The requests of this router that are under way there. */
    public Occupancy load() {
        return load;
    }

    /** Notes that no connection could be had or that one broke: others are tried first, for 100 ms to 6.4 s. */
    public void failed(long nanoTime) {
        /* A lost update between two threads makes the back-off shorter by a step, no more. */
        int doublings = Math.min(failures, MOST_DOUBLINGS);
        failures = doublings + 1;
        avoidUntil = nanoTime + (FIRST_BACK_OFF_NANOS << doublings);
    }

    /** Notes an answer: several in a row of 500 or more have the effect of a broken connection. */
    public void answered(boolean error, long nanoTime) {
        if (!error) {
            if (failures != 0 || errors != 0) {
                failures = 0;
                errors = 0;
            }
            return;
        }
        /* A lost update here makes it take an answer more. */
        int inARow = errors + 1;
        errors = inARow < rule.failures() ? inARow : 0;
        if (inARow >= rule.failures()) {
            failed(nanoTime);
        }
    }

    /** The part of its share that it may have: less than 1 while it is fresh. */
    double share(long nanoTime) {
        long left = grown - nanoTime;
        if (left <= 0) {
            return 1;
        }
        return Math.max(LEAST_SHARE, 1 - (double) left / rule.slowStart().toNanos());
    }

    boolean avoided(long nanoTime) {
        return failures != 0 && avoidUntil - nanoTime > 0;
    }

    boolean avoidedLongerThan(Endpoint other) {
        return avoidUntil - other.avoidUntil > 0;
    }
}
