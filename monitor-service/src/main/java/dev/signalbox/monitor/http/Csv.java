package dev.signalbox.monitor.http;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Comma-separated values: RFC 4180, safe to open in a spreadsheet [1]. */
public final class Csv {
    /* Programs that show tables carry out what begins like a formula, and texts come from whoever asks a model: an apostrophe in front makes
     * them text. Numbers stay as they are. [1] OWASP, CSV Injection. */
    private static final Pattern FORMULA = Pattern.compile("[=+\\-@\t\r].*", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("[-+]?(Infinity|(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?)");

    /** The media type. */
    public static final String TYPE = "text/csv";

    private Csv() {}

    /** A line, with its end. */
    public static String line(List<String> cells) {
        return cells.stream().map(Csv::quoted).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String quoted(String cell) {
        if (FORMULA.matcher(cell).matches() && !NUMBER.matcher(cell).matches()) {
            return quoted("'" + cell);
        }
        boolean plain = cell.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
