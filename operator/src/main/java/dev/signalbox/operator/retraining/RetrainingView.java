package dev.signalbox.operator.retraining;

import org.jspecify.annotations.Nullable;

/**
 * What is seen for retraining beside the platform's trainings.
 *
 * @param impossible why the platform can not train so; null where it can
 */
public record RetrainingView(
        DecayView decay, HookView hook, @Nullable String impossible) {
    /** Nothing was asked. */
    public static final RetrainingView NOTHING =
            new RetrainingView(new DecayView.NotAsked(), new HookView.NotTold(), null);
}
