package dev.signalbox.monitor.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long what is stored is kept. */
@ConfigMapping(prefix = "signalbox.monitor.retention")
public interface RetentionConfig {
    /**
     * How long windows' counts are kept, and so how long after it began a rollout can be judged by all of its evidence. Older
     * windows are dropped when they come.
     */
    @WithDefault("7d")
    Duration telemetry();

    /** How long what was added up over longer times, profiles among it, is kept. */
    @WithDefault("90d")
    Duration history();

    /** How long feedback is kept. */
    @WithDefault("30d")
    Duration feedback();

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
