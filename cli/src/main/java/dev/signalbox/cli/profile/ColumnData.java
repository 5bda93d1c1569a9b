package dev.signalbox.cli.profile;

import com.fasterxml.jackson.core.io.NumberInput;
import dev.signalbox.api.profile.CategoryBaseline;
import dev.signalbox.api.profile.FeatureBaseline;
import dev.signalbox.api.profile.NumericBaseline;
import dev.signalbox.cli.UserError;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** The values of one column as they are read. Not thread safe. */
final class ColumnData {
    /** A number of so many decimal digits is below 2<sup>63</sup>. */
    static final int MOST_DIGITS = 18;

    private static final double EXACT = 0x1p53;
    /* Powers of ten that a double holds exactly. */
    private static final double[] TENS = IntStream.rangeClosed(0, 22)
            .mapToDouble(i -> Double.parseDouble("1e" + i))
            .toArray();
    /* The 29 bits that a double has and a float has not, and their value half way between two floats. */
    private static final long BELOW_SINGLE = (1L << 29) - 1;
    private static final long HALF_WAY = 1L << 28;

    private final Column column;
    private final int place;
    private final Set<String> missing;
    private final boolean plainAreValues;
    private final boolean floating;
    private final Map<String, Integer> categories = new HashMap<>();
    private final Numbers values;

    /** Nothing yet, of the column at that place of the table. */
    ColumnData(Column column, int place, Set<String> missing) {
        this(column, place, missing, 1024);
    }

    private ColumnData(Column column, int place, Set<String> missing, int room) {
        this.column = column;
        this.place = place;
        this.missing = missing;
        this.values = new Numbers(column.value() == Column.Value.SINGLE, room);
        this.floating = column.value() == Column.Value.SINGLE || column.value() == Column.Value.DOUBLE;
        this.plainAreValues = missing.stream().noneMatch(text -> isPlain(text.toCharArray(), 0, text.length()));
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

    /** The same column, of other rows, about so many. */
    ColumnData another(int rows) {
        return new ColumnData(column, place, missing, rows);
    }

    /** Takes over what was read of the same column elsewhere, in this order, once all of its own is read. */
    void addAll(List<ColumnData> others) {
        values.addAll(others.stream().map(other -> other.values).toList());
    }

    /** Adds the text of a cell. */
    void add(String cell, long row) {
        try {
            append(read(cell));
        } catch (IllegalArgumentException wrong) {
            throw refused(cell, row, wrong);
        }
    }

    /** Adds the text of a cell: numbers, which are most cells of most tables, without an object for each. */
    void add(char[] text, int from, int length, long row) {
        if (floating && plainAreValues && isPlain(text, from, length)) {
            try {
                append(finite(
                        column.value() == Column.Value.SINGLE
                                ? NumberInput.parseFloat(text, from, length, true)
                                : NumberInput.parseDouble(text, from, length, true)));
                return;
            } catch (IllegalArgumentException wrong) {
                /* Refused below, in the same words as any other. */
            }
        }
        add(new String(text, from, length), row);
    }

    /**
     * Adds a number of at most {@link #MOST_DIGITS} digits, some of which are decimals; false where it takes its text to read it. A
     * quotient of two numbers that a double holds exactly is the double nearest to it (Clinger, How to read floating point numbers
     * accurately, 1990); and so is its float, unless that double is half way between two floats.
     */
    boolean addDecimal(boolean negative, long digits, int decimals) {
        if (!plainAreValues || digits > EXACT || decimals >= TENS.length) {
            return false;
        }
        double size = digits / TENS[decimals];
        double number = negative ? -size : size;
        switch (column.value()) {
            case SINGLE -> {
                boolean told = (Double.doubleToRawLongBits(number) & BELOW_SINGLE) != HALF_WAY;
                boolean normal = size == 0 || (size >= Float.MIN_NORMAL && size <= Float.MAX_VALUE);
                if (!told || !normal) {
                    return false;
                }
                append((float) number);
            }
            case DOUBLE -> append(number);
            case WHOLE -> {
                if (decimals > 0) {
                    return false;
                }
                append(number);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Adds the text of a cell in UTF-8; what is wrong is told without its row. */
    void addText(byte[] text, int from, int length) {
        add(new String(text, from, length, StandardCharsets.UTF_8), 0);
    }

    /* Only what is made of digits, signs, points and exponents is read as a number at once. */
    private static boolean isPlain(char[] text, int from, int length) {
        for (int at = from; at < from + length; at++) {
            char one = text[at];
            if ((one < '0' || one > '9') && one != '.' && one != '-' && one != '+' && one != 'e' && one != 'E') {
                return false;
            }
        }
        return length > 0;
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
        values.add(value);
    }

    private UserError refused(String cell, long row, IllegalArgumentException wrong) {
        return new UserError(
                "row " + row + ", column \"" + column.name() + "\" must be " + rule() + ", got \""
                        + (cell.length() <= 60 ? cell : cell.substring(0, 60) + "...") + "\"",
                wrong);
    }

    FeatureBaseline baseline() {
        double[] all = values.toArray();
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
