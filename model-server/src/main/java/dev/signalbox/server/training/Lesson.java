package dev.signalbox.server.training;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.server.codec.RequestRefused;
import dev.signalbox.server.learning.Part;
import dev.signalbox.server.learning.Rows;
import dev.signalbox.server.learning.Target;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.Batch;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/** What is learned from: the rows of an export by their use, and what was left out on the way. Not thread safe. */
final class Lesson {
    private static final double MOST_UNFIT = 0.1;
    private static final int LEAST_OF_A_CLASS = 5;
    private static final int LEAST_HELD_OUT = 20;
    private static final long MOST_VALUES = 40_000_000;

    private final TrainingSettings.Limits limits;
    private final Target target;
    private final RowReader reader;
    private final Map<Part, Rows> parts = new EnumMap<>(Part.class);
    private final Map<String, Long> omitted = new TreeMap<>();
    private final Map<String, String> examples = new TreeMap<>();
    private final Set<String> seen = new HashSet<>();
    private final int most;
    private long records;
    private int rows;
    private int unfit;

    Lesson(Signature signature, Target target, TrainingSettings.Limits limits) throws TrainingFailed {
        this.limits = limits;
        this.target = target;
        this.reader = new RowReader(signature);
        for (Part part : Part.values()) {
            parts.put(part, new Rows(signature));
        }
        long width = signature.inputs().stream()
                .mapToLong(input -> input.shape().valuesPerRow())
                .sum();
        this.most = (int) Math.min(limits.mostRows(), Math.max(1, MOST_VALUES / width));
    }

    /** Takes a page; says whether there is room for more. */
    boolean take(ExportPage page) {
        records += page.records();
        page.omitted().forEach((why, count) -> omitted.merge(why, count, Long::sum));
        for (LearnedRow row : page.rows()) {
            if (rows == most) {
                omitted.put("beyondMostRows", 1L);
                return false;
            }
            take(row);
        }
        if (rows == most && page.next() != null) {
            omitted.put("beyondMostRows", 1L);
        }
        return rows < most;
    }

    private void take(LearnedRow row) {
        if (!seen.add(row.requestId())) {
            omitted.merge("answeredTwice", 1L, Long::sum);
            return;
        }
        OptionalInt itsClass = target.classOf(value(row.label()));
        if (itsClass.isEmpty()) {
            leave("labelOutsideClasses", row, "label \"" + row.label().asText() + "\" is none of " + target.shown());
            return;
        }
        try {
            Batch batch = reader.read(row.inputs());
            rows(Part.of(row.requestId())).add(batch, itsClass.getAsInt());
            rows++;
        } catch (RequestRefused wrong) {
            leave("inputsUnlikeSignature", row, wrong.text());
        }
    }

    private static Object value(JsonNode label) {
        if (label.isBoolean()) {
            return label.asBoolean();
        }
        return label.isNumber() ? (Object) label.asDouble() : label.asText();
    }

    private void leave(String why, LearnedRow row, String what) {
        unfit++;
        omitted.merge(why, 1L, Long::sum);
        examples.putIfAbsent(why, "request " + row.requestId() + ": " + what);
    }

    /** Refuses what is too little, or too little of it right, to learn from. */
    void check() throws TrainingFailed {
        if (unfit > MOST_UNFIT * (rows + unfit)) {
            throw TrainingFailed.refused(unfit + " of " + (rows + unfit)
                    + " rows do not fit the signature of the stable version, at most a tenth may: "
                    + String.join("; ", examples.values()));
        }
        if (rows < limits.leastRows()) {
            throw TrainingFailed.refused("there must be at least " + limits.leastRows() + " rows to learn from, got "
                    + rows + " of " + records + " records" + (omitted.isEmpty() ? "" : ", left out " + omitted));
        }
        if (rows(Part.HELD_OUT).size() < LEAST_HELD_OUT) {
            throw TrainingFailed.refused("there must be at least " + LEAST_HELD_OUT + " rows to judge by, got "
                    + rows(Part.HELD_OUT).size());
        }
        int[] counts = rows(Part.TRAINING).counts(target.classes().size());
        int present = 0;
        for (int count : counts) {
            present += count >= LEAST_OF_A_CLASS ? 1 : 0;
        }
        if (present < 2) {
            throw TrainingFailed.refused("there must be at least " + LEAST_OF_A_CLASS
                    + " rows to learn from of two classes of " + target.shown() + ", got " + counts(counts));
        }
    }

    private String counts(int[] counts) {
        Map<String, Integer> named = new TreeMap<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                named.put(target.classes().get(i), counts[i]);
            }
        }
        return named.toString();
    }

    Rows rows(Part part) {
        return Objects.requireNonNull(parts.get(part));
    }

    /** How many rows there are, whatever for. */
    int size() {
        return rows;
    }

    /** What was left out and why, of how many records. */
    String omitted() {
        return omitted.isEmpty() ? "nothing" : omitted.toString();
    }

    long records() {
        return records;
    }
}
