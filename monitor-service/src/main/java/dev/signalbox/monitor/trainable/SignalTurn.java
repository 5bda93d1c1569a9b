package dev.signalbox.monitor.trainable;

import dev.signalbox.api.ModelVersion;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That an alarm of a version began or ended to fire; or, without an alarm, that judging began anew, so that no alarm from before
 * is watched any more.
 */
public record SignalTurn(
        Instant at, ModelVersion version, @Nullable String alarm, boolean before, boolean after) {
    /** Judging a version begins. */
    public static SignalTurn anew(Instant at, ModelVersion version) {
        return new SignalTurn(at, version, null, false, false);
    }
}
