package dev.signalbox.cli.profile;

import dev.signalbox.api.profile.CategoryBaseline;
import dev.signalbox.api.profile.FeatureBaseline;
import dev.signalbox.api.profile.NumericBaseline;
import dev.signalbox.cli.UserError;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The values of one column as they are read. Not thread safe. */
final class ColumnData {
    private static final double EXACT = 0x1p53;

    private final Column column;
    private final int place;
    private final Set<String> missing;
    private final Map<String, Integer> categories = new HashMap<>();
    private double[] values = new double[1024];
    private int size;

    /** Nothing yet, of the column at that place of the table. */
    ColumnData(Column column, int place, Set<String> missing) {
        this.column = column;
        this.place = place;
        this.missing = missing;
        for (String category : column.categories()) {
            categories.put(category, categories.size());
        }
    }

    int place() {
        return place;
    }

    String name() {
        return column.name();
    }

    /** Adds the text of a cell. */
    void add(String cell, long row) {
        try {
            append(read(cell));
        } catch (IllegalArgumentException wrong) {
            throw refused(cell, row, wrong);
        }
    }

    /** Adds a number that is one already; NaN is a missing value, as for the server. */
    void add(double number, long row) {
        switch (column.value()) {
            case SINGLE, DOUBLE -> {
                double value = column.value() == Column.Value.SINGLE ? (float) number : number;
                if (Double.isInfinite(value)) {
                    throw refused(Double.toString(number), row, new IllegalArgumentException("not finite"));
                }
                append(value);
            }
            default -> {
                boolean whole = number == Math.rint(number) && Math.abs(number) < EXACT;
                add(whole ? Long.toString((long) number) : Double.toString(number), row);
            }
        }
    }

    /** Adds a missing value. */
    void addMissing() {
        append(Double.NaN);
    }

    private void append(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    private UserError refused(String cell, long row, IllegalArgumentException wrong) {
        return new UserError(
                "row " + row + ", column \"" + column.name() + "\" must be " + rule() + ", got \""
                        + (cell.length() <= 60 ? cell : cell.substring(0, 60) + "...") + "\"",
                wrong);
    }

    FeatureBaseline baseline() {
        double[] all = Arrays.copyOf(values, size);
        return switch (column.value()) {
            case CATEGORY ->
                CategoryBaseline.of(
                        column.categories(),
                        Arrays.stream(all)
                                .mapToInt(value -> Double.isNaN(value) ? -1 : (int) value)
                                .toArray());
            case TEXT -> NumericBaseline.ofLengths(all);
            default -> NumericBaseline.ofNumbers(all);
        };
    }

    private double read(String cell) {
        String text = cell.strip();
        if (column.value() == Column.Value.CATEGORY) {
            return category(cell, text);
        }
        if (column.value() == Column.Value.TEXT) {
            return cell.codePointCount(0, cell.length());
        }
        if (missing.contains(text)) {
            return Double.NaN;
        }
        return switch (column.value()) {
            case SINGLE -> finite(Float.parseFloat(text));
            case DOUBLE -> finite(Double.parseDouble(text));
            case WHOLE -> Long.parseLong(text);
            default -> truth(text);
        };
    }

    private double category(String cell, String text) {
        Integer index = categories.getOrDefault(cell, categories.get(text));
        if (index != null) {
            return index;
        }
        if (missing.contains(text)) {
            return Double.NaN;
        }
        throw new IllegalArgumentException(text);
    }

    private static double finite(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("not finite");
        }
        return number;
    }

    private static double truth(String text) {
        return switch (text) {
            case "1", "true", "True", "TRUE" -> 1;
            case "0", "false", "False", "FALSE" -> 0;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private String rule() {
        return switch (column.value()) {
            case CATEGORY -> "one of the signature's categories";
            case WHOLE -> "a whole number";
            case TRUTH -> "true, false, 1 or 0";
            default -> "a number";
        };
    }
}
