package dev.signalbox.monitor.tickets;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How tickets are kept. */
@ConfigMapping(prefix = "signalbox.monitor.review")
public interface ReviewConfig {
    /** How long a decision is waited for; then the ticket expires. */
    @WithDefault("24h")
    Duration due();

    /** How long a reviewer has a ticket for himself. */
    @WithDefault("5m")
    Duration lease();

    /** The most tickets of a deployment that wait; more are refused, and the application hears it at once. */
    @WithDefault("10000")
    int most();

    /** The most of a deployment's automatic decisions that wait to be checked; they take no other ticket's place. */
    @WithDefault("1000")
    int mostAudits();
}
