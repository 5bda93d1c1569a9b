package dev.signalbox.monitor.records;

import dev.signalbox.api.feedback.Feedback;
import dev.signalbox.api.feedback.FeedbackKind;
import dev.signalbox.api.sample.InferenceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Records as a table: a line for each row of a request, with a column for each element that a tensor has for a row, and one for the
 * latest feedback of each kind. The columns have to be known before the first line: {@link #learn} takes them from every record.
 */
final class RecordTable {
    /** The most columns of elements; further ones are left out. */
    static final int MOST_COLUMNS = 2_000;

    private static final List<String> FIRST =
            List.of("request_id", "row", "at", "version", "instance", "latency_micros", "withheld");

    /* How many elements a row has, by the column's name. */
    private final Map<String, Integer> widths = new TreeMap<>();
    private int columns;

    /** Makes room for a record. */
    void learn(InferenceRecord record) {
        learn("input.", record.inputs(), record.rows());
        learn("output.", record.outputs(), record.rows());
    }

    private void learn(String prefix, Map<String, List<@Nullable Object>> tensors, int rows) {
        tensors.forEach((name, elements) -> {
            int width = Math.ceilDiv(elements.size(), rows);
            int before = widths.getOrDefault(prefix + name, 0);
            if (width > before && columns + width - before <= MOST_COLUMNS) {
                widths.put(prefix + name, width);
                columns += width - before;
            }
        });
    }

    /** The names of the columns. */
    List<String> header() {
        List<String> names = new ArrayList<>(FIRST);
        widths.forEach((name, width) -> {
            for (int i = 0; i < width; i++) {
                names.add(width == 1 ? name : name + "[" + i + "]");
            }
        });
        for (FeedbackKind kind : FeedbackKind.values()) {
            names.add(kind.name().toLowerCase(Locale.ROOT));
        }
        return names;
    }

    /** The lines of a record, each as long as the header. */
    List<List<String>> lines(JudgedRecord judged) {
        InferenceRecord record = judged.record();
        List<List<String>> lines = new ArrayList<>(record.rows());
        int rows = Math.min(record.rows(), InferenceRecord.MOST_ELEMENTS);
        for (int row = 0; row < rows; row++) {
            List<String> line = new ArrayList<>(List.of(
                    record.requestId(),
                    String.valueOf(row),
                    record.at().toString(),
                    record.version().id(),
                    record.instance(),
                    String.valueOf(record.latencyMicros()),
                    String.join(" ", record.withheld())));
            for (Map.Entry<String, Integer> column : widths.entrySet()) {
                List<@Nullable Object> elements = elements(record, column.getKey());
                for (int i = 0; i < column.getValue(); i++) {
                    line.add(elements == null ? "" : cell(elements, record.rows(), row, i));
                }
            }
            for (FeedbackKind kind : FeedbackKind.values()) {
                line.add(latest(judged.feedback(), kind));
            }
            lines.add(line);
        }
        return lines;
    }

    private static @Nullable List<@Nullable Object> elements(InferenceRecord record, String column) {
        Map<String, List<@Nullable Object>> tensors = column.startsWith("input.") ? record.inputs() : record.outputs();
        return tensors.get(column.substring(column.indexOf('.') + 1));
    }

    private static String cell(List<@Nullable Object> elements, int rows, int row, int index) {
        int own = elements.size() / rows;
        return index < own ? text(elements.get(row * own + index)) : "";
    }

    private static String latest(List<Feedback> feedback, FeedbackKind kind) {
        String latest = "";
        for (Feedback one : feedback) {
            if (one.kind() == kind) {
                latest = text(one.value());
            }
        }
        return latest;
    }

    private static String text(@Nullable Object element) {
        return element == null ? "" : element.toString();
    }
}
