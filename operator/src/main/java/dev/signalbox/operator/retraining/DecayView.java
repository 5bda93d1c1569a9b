package dev.signalbox.operator.retraining;

import dev.signalbox.api.ModelVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the monitor says about the decay of the stable version. */
public sealed interface DecayView {
    /** Its signal. */
    record Says(ModelVersion version, List<Kind> kinds) implements DecayView {
        public Says {
            kinds = List.copyOf(kinds);
        }
    }

    /** It did not answer, or not sensibly. */
    record Away(String why) implements DecayView {}

    /** There was nothing to ask. */
    record NotAsked() implements DecayView {}

    /** One kind of decay: its value from so many, its limit, and whether it is shown to be beyond it. */
    record Kind(
            String kind,
            boolean fired,
            boolean advisory,
            double value,
            @Nullable Double threshold,
            long n,
            @Nullable String feature) {}
}
