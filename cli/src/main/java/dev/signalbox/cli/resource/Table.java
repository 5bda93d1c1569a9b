package dev.signalbox.cli.resource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Rows under headings, in columns as wide as they need to be, as kubectl prints them. */
public final class Table {
    private static final String GAP = "   ";

    private final List<List<String>> rows = new ArrayList<>();
    private List<Integer> least = List.of();

    public Table(String... headings) {
        rows.add(List.of(headings));
    }

    /** Adds a row of as many cells as there are headings. */
    public Table row(String... cells) {
        if (cells.length != rows.get(0).size()) {
            throw new IllegalArgumentException("a row must have " + rows.get(0).size() + " cells, got " + cells.length);
        }
        rows.add(List.of(cells));
        return this;
    }

    /** Makes the columns at least as wide as these, so that tables of a row each stand below each other. */
    public Table atLeast(List<Integer> widths) {
        least = List.copyOf(widths);
        return this;
    }

    /** The lines, headings first, without trailing blanks. */
    public List<String> lines() {
        List<Integer> widths = widths();
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    /** How wide each column is. */
    public List<Integer> widths() {
        int columns = rows.get(0).size();
        List<Integer> widths = new ArrayList<>(least.isEmpty() ? Collections.nCopies(columns, 0) : least);
        for (List<String> row : rows) {
            for (int c = 0; c < columns; c++) {
                widths.set(c, Math.max(widths.get(c), row.get(c).length()));
            }
        }
        return widths;
    }

    private static String line(List<String> row, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < row.size(); c++) {
            line.append(row.get(c));
            if (c + 1 < row.size()) {
                line.append(" ".repeat(widths.get(c) - row.get(c).length())).append(GAP);
            }
        }
        return line.toString().stripTrailing();
    }
}
