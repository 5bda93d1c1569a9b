package dev.signalbox.api.telemetry;

/**
 * What a router's own guard did about a version in one window: how often it was ejected for failing most of its requests,
 * and how many requests of its share stable answered since then.
 */
public record GuardCounts(long ejections, long withheld) {
    /** A version that was left alone. */
    public static final GuardCounts NONE = new GuardCounts(0, 0);

    public GuardCounts {
        Counts.check("router.guard.ejections", ejections);
        Counts.check("router.guard.withheld", withheld);
    }
}
