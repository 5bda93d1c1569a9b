package dev.signalbox.monitor.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long what is stored is kept. */
@ConfigMapping(prefix = "signalbox.monitor.retention")
public interface RetentionConfig {
    /** How old windows may be when they come; older ones are dropped. */
    @WithDefault("7d")
    Duration telemetry();

    /** How long counts are kept second by second; those of a rollout that is asked about are kept so until it is over. */
    @WithDefault("2h")
    Duration seconds();

    /** How long counts and profiles are kept by ten seconds. */
    @WithDefault("1d")
    Duration tenSeconds();

    /** How long counts and profiles are kept by the minute; later, by the hour. */
    @WithDefault("7d")
    Duration minutes();

    /** How long counts and profiles are kept at all. */
    @WithDefault("90d")
    Duration history();

    /** How long feedback is kept. */
    @WithDefault("30d")
    Duration feedback();

    /** How long tickets are kept, and who did what with them. */
    @WithDefault("90d")
    Duration tickets();

    /** How long sampled records are kept. Older records are dropped when they come. */
    @WithDefault("30d")
    Duration records();

    /** How long a policy or a baseline is kept that was not sent again; the operator sends it again when it is missing. */
    @WithDefault("90d")
    Duration policies();

    /** How long what the operator told about rollouts is kept. */
    @WithDefault("90d")
    Duration rollouts();

    /** How often old rows are deleted. */
    @WithDefault("10m")
    Duration every();
}
