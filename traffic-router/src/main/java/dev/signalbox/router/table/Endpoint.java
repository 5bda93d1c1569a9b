package dev.signalbox.router.table;

import dev.signalbox.router.count.Occupancy;
import java.util.concurrent.TimeUnit;

/** One address of a version, its load, and whether it is worth trying. Thread safe. */
public final class Endpoint {
    private static final long FIRST_BACK_OFF_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int MOST_DOUBLINGS = 6;

    private final String host;
    private final int port;
    private final Occupancy load = Occupancy.unbounded();
    private volatile int failures;
    private volatile long avoidUntil;

    Endpoint(String address) {
        int colon = address.lastIndexOf(':');
        String named = address.substring(0, colon);
        this.host = named.startsWith("[") && named.endsWith("]") ? named.substring(1, named.length() - 1) : named;
        this.port = Integer.parseInt(address.substring(colon + 1));
    }

    /** The host's name or address. */
    public String host() {
        return host;
    }

    /** The port. */
    public int port() {
        return port;
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

    /** Notes that it answered. */
    public void answered() {
        if (failures != 0) {
            failures = 0;
        }
    }

    boolean avoided(long nanoTime) {
        return failures != 0 && avoidUntil - nanoTime > 0;
    }

    boolean avoidedLongerThan(Endpoint other) {
        return avoidUntil - other.avoidUntil > 0;
    }
}
