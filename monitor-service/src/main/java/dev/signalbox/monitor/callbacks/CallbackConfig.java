package dev.signalbox.monitor.callbacks;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How decisions are sent to applications. */
@ConfigMapping(prefix = "signalbox.monitor.callbacks")
public interface CallbackConfig {
    /** The hosts that may be sent to, such as {@code loans.example} or {@code *.example}, or {@code *} for all. Without any, none may. */
    Optional<List<String>> hosts();

    /** The folder of the secrets that decisions are signed with: a file {@code <namespace>.<secret>} for each. */
    Optional<String> secrets();

    /** How long an application has to take a decision. */
    @WithDefault("5s")
    Duration timeout();

    /** How many are sent at a time by one monitor. */
    @WithDefault("8")
    int atATime();

    /** How many times one is tried. */
    @WithDefault("16")
    int tries();

    /** How long after the first failure it is tried again; the pause doubles from then on. */
    @WithDefault("5s")
    Duration pause();

    /** The longest pause. */
    @WithDefault("1h")
    Duration longestPause();
}
