package dev.signalbox.cli.scaffold;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a column of sample data is taken for.
 *
 * @param name its header
 * @param kind what its values are
 * @param nullable whether a value was missing
 * @param categories the texts of a category, sorted; empty for others
 */
public record SampleColumn(String name, Kind kind, boolean nullable, List<String> categories) {
    /* More are no category that a model was trained with one by one. */
    private static final int MOST_CATEGORIES = 100;
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,15}");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,3})?");

    /** Kinds of values, with the datatype and the kind of a signature. */
    public enum Kind {
        FLAG("INT64", "flag"),
        WHOLE("INT64", "numeric"),
        NUMBER("FP32", "numeric"),
        CATEGORY("BYTES", "category");

        private final String datatype;
        private final String word;

        Kind(String datatype, String word) {
            this.datatype = datatype;
            this.word = word;
        }

        /** The datatype of the protocol. */
        public String datatype() {
            return datatype;
        }

        /** The kind as a signature says it. */
        public String word() {
            return word;
        }
    }

    public SampleColumn {
        categories = List.copyOf(categories);
    }

    /** Takes a column for what its cells look like; those of {@code missing} are none. */
    public static SampleColumn of(String name, List<String> cells, Set<String> missing) {
        List<String> values = cells.stream()
                .map(String::strip)
                .filter(cell -> !missing.contains(cell))
                .toList();
        boolean nullable = values.size() < cells.size();
        if (values.isEmpty()) {
            throw new IllegalArgumentException(
                    "column \"" + name + "\" has no value at all: leave it out, or give other data");
        }
        if (values.stream().allMatch(value -> NUMBER.matcher(value).matches())) {
            return new SampleColumn(name, ofNumbers(values, nullable), nullable, List.of());
        }
        Set<String> texts = new TreeSet<>(values);
        if (texts.size() > MOST_CATEGORIES) {
            throw new IllegalArgumentException("column \"" + name + "\" has " + texts.size()
                    + " different texts, more than the " + MOST_CATEGORIES
                    + " that a category may have here: leave it out (--leave-out), or write its signature by hand");
        }
        return new SampleColumn(name, Kind.CATEGORY, nullable, new ArrayList<>(texts));
    }

    private static Kind ofNumbers(List<String> values, boolean nullable) {
        if (!nullable && Set.of("0", "1").containsAll(values)) {
            return Kind.FLAG;
        }
        return values.stream().allMatch(value -> WHOLE.matcher(value).matches()) ? Kind.WHOLE : Kind.NUMBER;
    }

    /** The input of a signature. Whole numbers that may be missing are floating where the model gets tensors, which have no other none. */
    Map<String, Object> input(boolean matrix) {
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("name", name);
        input.put("datatype", !matrix && nullable && kind == Kind.WHOLE ? "FP32" : kind.datatype());
        input.put("shape", List.of(-1));
        input.put("kind", kind.word());
        if (nullable) {
            input.put("nullable", true);
        }
        if (kind == Kind.CATEGORY) {
            input.put("categories", categories);
        }
        return input;
    }

    /** What it was taken for, for people. */
    public String said() {
        String what = switch (kind) {
            case FLAG -> "0 or 1";
            case WHOLE -> "whole numbers";
            case NUMBER -> "numbers";
            case CATEGORY -> categories.size() + " categories";
        };
        return name + ": " + what + (nullable ? ", may be missing" : "");
    }
}
