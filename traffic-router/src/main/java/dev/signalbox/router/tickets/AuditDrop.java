package dev.signalbox.router.tickets;

import java.util.Locale;

/** Why people do not check a decision that they were to check. */
public enum AuditDrop {
    /** It was asked for over gRPC, which people cannot be shown. */
    GRPC,
    /** The request is too large. */
    BODY,
    /** Too many are under way to the monitor. */
    BUSY,
    /** The monitor does not want it: as many wait as may. */
    REFUSED,
    /** There is no monitor, or it does not answer. */
    MONITOR;

    /** The reason as metrics have it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
