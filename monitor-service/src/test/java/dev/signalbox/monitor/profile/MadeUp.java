package dev.signalbox.monitor.profile;

import dev.signalbox.api.profile.Bins;
import dev.signalbox.api.profile.CategoryCounter;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.NumberCounter;
import dev.signalbox.api.profile.OutputProfile;
import dev.signalbox.api.profile.ProfileKind;
import java.util.List;
import java.util.Map;

/** Profiles of made-up values: a number with a missing value below -250, a category, a text's length, a class with its confidence. */
public final class MadeUp {
    private static final Bins BINS = Bins.of(List.of(-100.5, 0.0, 33.25, 200.0));
    private static final List<String> KNOWN = List.of("red", "green", "blue", "grün \u2603");

    private MadeUp() {}

    /** What a model server counts of these values. */
    public static Profiles profiles(List<Integer> values) {
        NumberCounter number = new NumberCounter(ProfileKind.NUMERIC, BINS);
        NumberCounter length = new NumberCounter(ProfileKind.TEXT, Bins.LENGTHS);
        NumberCounter confidence = new NumberCounter(ProfileKind.NUMERIC, Bins.CONFIDENCE);
        CategoryCounter category = CategoryCounter.of(KNOWN, Map.of("red", 5L, "blue", 1L));
        CategoryCounter answer = CategoryCounter.of(List.of("no", "yes"), Map.of());
        for (int value : values) {
            number.add(value < -250 ? Double.NaN : value);
            category.add(Math.floorMod(value, 5));
            length.add(Math.abs(value));
            answer.add(Math.floorMod(value, 2));
            confidence.add(Math.floorMod(value, 64) / 64.0);
        }
        FeatureProfile answers = answer.drain();
        return new Profiles(
                Map.of("amount", number.drain(), "colour", category.drain(), "comment", length.drain()),
                Map.of("approved", OutputProfile.of(answers, confidence.drainNumbers())));
    }
}
