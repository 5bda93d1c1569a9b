package dev.signalbox.monitor.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a token allows. */
public enum Role {
    /** Sending windows, records, baselines and, as routers do for applications, feedback. */
    TELEMETRY,
    /** Sending feedback. */
    FEEDBACK,
    /** Working the review queue. */
    REVIEW,
    /** Setting policies and telling where rollouts are. */
    OPERATOR,
    /** Everything, reading and exporting records among it. */
    ADMINISTRATION;

    /** Whether it allows what another role is needed for. */
    boolean allows(Role needed) {
        return this == needed || this == ADMINISTRATION || (this == TELEMETRY && needed == FEEDBACK);
    }

    /** The name in configuration. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of this name in configuration. */
    static Optional<Role> of(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }
}
