package dev.signalbox.monitor.http;

import java.util.List;
import java.util.stream.Collectors;

/** Comma-separated values: RFC 4180. */
public final class Csv {
    /** The media type. */
    public static final String TYPE = "text/csv";

    private Csv() {}

    /** A line, with its end. */
    public static String line(List<String> cells) {
        return cells.stream().map(Csv::quoted).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String quoted(String cell) {
        boolean plain = cell.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
