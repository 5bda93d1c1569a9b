package dev.signalbox.operator.retraining;

import org.jspecify.annotations.Nullable;

/** What a platform sees of one try of a training. */
public sealed interface TrainingFacts {
    /** It is there and has not ended; {@code waits} says what it waits for, if it has not begun. */
    record Running(@Nullable String waits) implements TrainingFacts {}

    /**
     * It has ended.
     *
     * @param exitCode null where nobody saw it end
     * @param result its report; null where it wrote none that can be read
     * @param lastWords the end of its log, or why it could not run
     */
    record Ended(
            @Nullable Integer exitCode,
            @Nullable TrainingResult result,
            @Nullable String lastWords) implements TrainingFacts {
        private static final int LONGEST = 2_000;

        public Ended {
            lastWords = lastWords == null ? null : Lines.tail(lastWords, LONGEST);
        }
    }
}
