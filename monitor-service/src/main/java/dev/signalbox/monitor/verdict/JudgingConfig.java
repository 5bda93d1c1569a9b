package dev.signalbox.monitor.verdict;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How counts are grouped before they are judged. Replicas must have the same, or they may differ about a verdict. */
@ConfigMapping(prefix = "signalbox.monitor.judging")
public interface JudgingConfig {
    /** A tick is whole as soon as both versions had so many requests (or rows) in it. */
    @WithDefault("5")
    int tickArrivals();

    /** A tick is whole after this time in any case. */
    @WithDefault("10s")
    Duration tickSpan();

    /** How long after its end a second is looked at, so that the windows of every router have come. */
    @WithDefault("500ms")
    Duration grace();

    /** How much of stable's time before the rollout tells what is usual: its latency, and its rates. */
    @WithDefault("10m")
    Duration lookback();

    /**
     * How long after a request feedback on it is waited for. Requests of both versions count as soon as that time is over, by what
     * is known of them then; what comes later still corrects it.
     */
    @WithDefault("10m")
    Duration feedbackWindow();

    /** The most recorded requests of a version that one verdict looks at. */
    @WithDefault("20000")
    int mostRecords();
}
