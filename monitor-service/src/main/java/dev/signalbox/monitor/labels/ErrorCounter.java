package dev.signalbox.monitor.labels;

import dev.signalbox.api.feedback.Feedback;
import dev.signalbox.api.feedback.FeedbackKind;
import dev.signalbox.api.profile.BinnedNumbers;
import dev.signalbox.api.profile.Bins;
import dev.signalbox.api.profile.ReferenceProfile;
import dev.signalbox.api.sample.InferenceRecord;
import dev.signalbox.api.statistics.Wilson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts where a version is wrong, slice by slice. Numbers are sliced by the bins of the training data. Not thread safe. */
public final class ErrorCounter {
    private static final int MOST_SLICES = 2_000;
    private static final int MOST_SHOWN = 200;
    private static final int MOST_CLASSES = 1_000;
    private static final int MOST_ASKED = 50_000;
    private static final int MOST_CONTRADICTIONS = 50;
    private static final int LONGEST_VALUE = 128;

    private static final Comparator<ErrorAnalysis.Right> WORST =
            Comparator.comparingDouble(answers -> answers.interval().high());

    private final Map<String, Bins> bins = new HashMap<>();
    private final Map<Key, Counts> slices = new HashMap<>();
    private final Map<String, Counts> classes = new HashMap<>();
    private final Map<Map<String, List<@Nullable Object>>, Labelled> asked = new HashMap<>();
    private final List<ErrorAnalysis.Contradiction> contradictions = new ArrayList<>();
    private final Counts all = new Counts();
    private long inconsistent;
    private long compared;

    private record Key(String feature, String value) {}

    private record Labelled(String requestId, String label) {}

    private static final class Counts {
        private long before;
        private long now;
        private long labelled;
        private long right;

        ErrorAnalysis.Right answers() {
            double accuracy = labelled == 0 ? 0 : (double) right / labelled;
            return new ErrorAnalysis.Right(labelled, right, accuracy, Wilson.of(right, labelled));
        }
    }

    /** Nothing yet; numbers have the bins of a baseline, and without one are no slices. */
    public ErrorCounter(@Nullable ReferenceProfile baseline) {
        if (baseline != null) {
            baseline.features().forEach((name, profile) -> {
                BinnedNumbers values = profile.values();
                if (values != null && !values.edges().isEmpty()) {
                    bins.put(name, Bins.of(values.edges()));
                }
            });
        }
    }

    /** Adds a record of the time before, for what was usual. */
    public void addBefore(InferenceRecord record) {
        all.before++;
        slices(record).forEach(counts -> counts.before++);
    }

    /** Adds a record of the time that is looked at, with the feedback on it. */
    public void add(InferenceRecord record, List<Feedback> feedback) {
        all.now++;
        List<Counts> within = slices(record);
        within.forEach(counts -> counts.now++);
        Boolean right = KnownAnswers.of(record, feedback).asLabelled();
        String label = Prediction.name(KnownAnswers.last(feedback, FeedbackKind.LABEL));
        if (right == null || label == null) {
            return;
        }
        count(all, right);
        within.forEach(counts -> count(counts, right));
        Counts ofClass = get(classes, cut(label), MOST_CLASSES);
        if (ofClass != null) {
            count(ofClass, right);
        }
        compare(record, label);
    }

    private static void count(Counts counts, boolean right) {
        counts.labelled++;
        counts.right += right ? 1 : 0;
    }

    /* Where anything is withheld, it is not known whether they asked the same. */
    private void compare(InferenceRecord record, String label) {
        if (!record.withheld().isEmpty() || record.inputs().isEmpty()) {
            return;
        }
        Labelled other = asked.get(record.inputs());
        if (other == null) {
            if (asked.size() < MOST_ASKED) {
                asked.put(record.inputs(), new Labelled(record.requestId(), label));
            }
            return;
        }
        if (other.requestId().equals(record.requestId())) {
            return;
        }
        compared++;
        if (!other.label().equals(label)) {
            inconsistent++;
            if (contradictions.size() < MOST_CONTRADICTIONS) {
                contradictions.add(new ErrorAnalysis.Contradiction(
                        other.requestId(), cut(other.label()), record.requestId(), cut(label)));
            }
        }
    }

    private List<Counts> slices(InferenceRecord record) {
        List<Counts> found = new ArrayList<>();
        if (record.rows() != 1) {
            return found;
        }
        record.inputs().forEach((name, elements) -> {
            for (int i = 0; i < elements.size(); i++) {
                String feature = elements.size() == 1 ? name : name + "[" + i + "]";
                String value = value(feature, elements.get(i));
                Counts counts = value == null ? null : get(slices, new Key(feature, value), MOST_SLICES);
                if (counts != null) {
                    found.add(counts);
                }
            }
        });
        return found;
    }

    private @Nullable String value(String feature, @Nullable Object element) {
        return switch (element) {
            case null -> "missing";
            case Number number when bins.containsKey(feature) -> bin(bins.get(feature), number.doubleValue());
            case Number number -> null;
            default -> cut(String.valueOf(Prediction.name(element)));
        };
    }

    private static @Nullable String bin(@Nullable Bins bins, double number) {
        if (bins == null) {
            return null;
        }
        List<Double> edges = bins.edges();
        int bin = bins.binOf(number);
        if (bin == 0) {
            return "<= " + edges.getFirst();
        }
        return bin == edges.size() ? "> " + edges.getLast() : "> " + edges.get(bin - 1) + ", <= " + edges.get(bin);
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE);
    }

    private static <K> @Nullable Counts get(Map<K, Counts> counts, K key, int most) {
        return counts.size() < most ? counts.computeIfAbsent(key, k -> new Counts()) : counts.get(key);
    }

    /** What was counted. */
    public ErrorAnalysis counted() {
        List<ErrorAnalysis.OfClass> ofClasses = classes.entrySet().stream()
                .map(one ->
                        new ErrorAnalysis.OfClass(one.getKey(), one.getValue().answers()))
                .sorted(Comparator.comparing(ErrorAnalysis.OfClass::answers, WORST)
                        .thenComparing(ErrorAnalysis.OfClass::label))
                .toList();
        List<ErrorAnalysis.Slice> worst = slices.entrySet().stream()
                .filter(one -> one.getValue().labelled > 0)
                .map(one -> slice(one.getKey(), one.getValue()))
                .sorted(Comparator.comparing(ErrorAnalysis.Slice::answers, WORST)
                        .thenComparing(ErrorAnalysis.Slice::feature)
                        .thenComparing(ErrorAnalysis.Slice::value))
                .limit(MOST_SHOWN)
                .toList();
        return new ErrorAnalysis(
                all.now,
                all.answers(),
                ofClasses,
                worst,
                new ErrorAnalysis.Consistency(compared, inconsistent, contradictions));
    }

    private ErrorAnalysis.Slice slice(Key key, Counts counts) {
        double share = (double) counts.now / all.now;
        Double before = all.before == 0 ? null : (double) counts.before / all.before;
        return new ErrorAnalysis.Slice(
                key.feature(), key.value(), counts.answers(), share, before, before == null ? null : share - before);
    }
}
