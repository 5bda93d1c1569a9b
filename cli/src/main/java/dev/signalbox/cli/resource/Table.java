package dev.signalbox.cli.resource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Rows under headings, in columns as wide as they need to be, as kubectl prints them. */
public final class Table {
    private static final String GAP = "   ";

    private final List<List<String>> rows = new ArrayList<>();

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

    /** The lines, headings first, without trailing blanks. */
    public List<String> lines() {
        int columns = rows.get(0).size();
        List<Integer> widths = new ArrayList<>(Collections.nCopies(columns, 0));
        for (List<String> row : rows) {
            for (int c = 0; c < columns; c++) {
                widths.set(c, Math.max(widths.get(c), row.get(c).length()));
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
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
