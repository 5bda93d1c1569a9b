package dev.signalbox.router.limit;

import dev.signalbox.api.Require;

/** The bounds of the requests of one deployment that are under way: a fixed number, or found between the two. */
public record LimitRule(boolean adaptive, int least, int most) {
    /** As good as no limit. */
    public static final LimitRule NONE = new LimitRule(false, 1, 1_000_000);

    public LimitRule {
        Require.within("signalbox.router.limits.deployment-in-flight", most, 1, 1_000_000);
        Require.within("signalbox.router.limits.adaptive-least", least, 1, 1_000_000);
        if (adaptive && least > most) {
            throw new IllegalArgumentException("signalbox.router.limits.adaptive-least must not be more than"
                    + " signalbox.router.limits.deployment-in-flight, got " + least + " and " + most);
        }
    }
}
