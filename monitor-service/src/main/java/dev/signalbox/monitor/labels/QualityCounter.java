package dev.signalbox.monitor.labels;

import dev.signalbox.api.feedback.Feedback;
import dev.signalbox.api.feedback.FeedbackKind;
import dev.signalbox.api.sample.InferenceRecord;
import dev.signalbox.api.statistics.ConfidenceSequence;
import dev.signalbox.monitor.judging.KnownAnswer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts how well a version answers, from its records in the order of time. Not thread safe. */
public final class QualityCounter {
    private static final int MOST_CLASSES = 100;
    private static final int MOST_SLICES = 500;
    private static final int MOST_ALARMS = 20;
    private static final int LONGEST_NAME = 128;

    /* As many as recorded requests are looked at. */
    private static final int MOST_USERS = 50_000;

    /* So many labels tell what is usual; what comes after them is held against the upper bound of that. */
    private static final long LABELS_OF_REFERENCE = 200;
    private static final double MEAN_TIME_TO_FALSE_ALARM = 10_000;
    private static final double LEAST_RATE = 1e-4;

    private final Counts labelled = new Counts();
    private final Counts decided = new Counts();
    private final Counts clicked = new Counts();
    private final Counts redone = new Counts();
    private final Map<String, Counts> byClass = new TreeMap<>();
    private final Map<String, Counts> bySlice = new TreeMap<>();
    private final Map<String, Long> omitted = new TreeMap<>();
    private final Set<String> users = new HashSet<>();
    private final EstimatedPerformance estimated = new EstimatedPerformance();
    private final AdaptiveWindow errors = new AdaptiveWindow(0.002, 32);
    private final List<Instant> alarms = new ArrayList<>();
    private @Nullable ShiryaevRoberts detector;
    private @Nullable Double usualErrorBound;
    private long records;

    private static final class Counts {
        private long of;
        private long count;

        void add(boolean counts) {
            of++;
            count += counts ? 1 : 0;
        }

        Quality.Share share() {
            return new Quality.Share(
                    of, count, of == 0 ? 0 : (double) count / of, ConfidenceSequence.ofRate(count, of));
        }

        Quality.@Nullable Share shareIfAny() {
            return of == 0 ? null : share();
        }
    }

    /** Adds a record with the feedback on it. */
    public void add(InferenceRecord record, List<Feedback> feedback) {
        KnownAnswer known = KnownAnswers.of(record, feedback);
        records++;
        if (isFirstOfUser(known.unit())) {
            clicked.add(known.clicked());
            redone.add(known.askedAgain());
        }
        Prediction.of(record).ifPresent(prediction -> estimate(prediction));
        if (known.asDecided() != null) {
            decided.add(known.asDecided());
        }
        Boolean right = known.asLabelled();
        if (right != null) {
            addLabelled(record, feedback, right);
        }
    }

    /* What one busy user does is no evidence about a version: each counts with the first answer, as in alarms. */
    private boolean isFirstOfUser(@Nullable String user) {
        if (user == null) {
            return true;
        }
        if (users.size() >= MOST_USERS && !users.contains(user)) {
            omitted.merge("user", 1L, Long::sum);
            return false;
        }
        return users.add(user);
    }

    private void estimate(Prediction prediction) {
        if (prediction.probability() != null) {
            estimated.observe(prediction.probability(), prediction.isPositive());
        }
    }

    private void addLabelled(InferenceRecord record, List<Feedback> feedback, boolean right) {
        labelled.add(right);
        String label = Prediction.name(KnownAnswers.last(feedback, FeedbackKind.LABEL));
        if (!count(byClass, MOST_CLASSES, String.valueOf(label), right)) {
            omitted.merge("class", 1L, Long::sum);
        }
        boolean whole = true;
        for (Map.Entry<String, List<@Nullable Object>> input : record.inputs().entrySet()) {
            List<@Nullable Object> elements = input.getValue();
            if (elements.size() == 1 && isSlice(elements.getFirst())) {
                String slice = input.getKey() + "=" + Prediction.name(elements.getFirst());
                whole &= count(bySlice, MOST_SLICES, slice, right);
            }
        }
        if (!whole) {
            omitted.merge("slice", 1L, Long::sum);
        }
        observe(record.at(), !right);
    }

    /* Categories and truth; a number has too many values to be one. */
    private static boolean isSlice(@Nullable Object element) {
        return element == null || element instanceof String || element instanceof Boolean;
    }

    private static boolean count(Map<String, Counts> counts, int most, String name, boolean right) {
        if (name.length() > LONGEST_NAME) {
            return false;
        }
        Counts one = counts.size() < most ? counts.computeIfAbsent(name, n -> new Counts()) : counts.get(name);
        if (one != null) {
            one.add(right);
        }
        return one != null;
    }

    private void observe(Instant at, boolean wrong) {
        errors.observe(wrong ? 1 : 0);
        ShiryaevRoberts watching = detector;
        if (watching != null && watching.observe(wrong) && alarms.size() < MOST_ALARMS) {
            alarms.add(at);
        }
        if (labelled.of == LABELS_OF_REFERENCE) {
            double bound = ConfidenceSequence.ofRate(labelled.of - labelled.count, labelled.of)
                    .high();
            usualErrorBound = Math.clamp(bound, LEAST_RATE, 1 - LEAST_RATE);
            detector = new ShiryaevRoberts(usualErrorBound, MEAN_TIME_TO_FALSE_ALARM);
        }
    }

    /** What was counted. */
    public Quality counted() {
        return new Quality(
                records,
                labelled.shareIfAny(),
                decided.shareIfAny(),
                clicked.share(),
                redone.share(),
                shares(byClass),
                shares(bySlice),
                Map.copyOf(omitted),
                new Quality.ErrorChange(
                        usualErrorBound, List.copyOf(alarms), errors.size() == 0 ? null : errors.mean(), errors.size()),
                estimated
                        .estimate()
                        .map(e -> new Quality.Advice(e.answers(), e.accuracy(), e.f1(), e.areaUnderCurve()))
                        .orElse(null));
    }

    private static Map<String, Quality.Share> shares(Map<String, Counts> counts) {
        Map<String, Quality.Share> shares = new TreeMap<>();
        counts.forEach((name, one) -> shares.put(name, one.share()));
        return shares;
    }
}
