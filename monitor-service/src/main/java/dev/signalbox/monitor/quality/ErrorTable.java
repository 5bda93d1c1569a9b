package dev.signalbox.monitor.quality;

import dev.signalbox.monitor.http.Csv;
import dev.signalbox.monitor.labels.ErrorAnalysis;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An error analysis as a table: a line for all answers, then one for each class and each slice, the worst first. */
final class ErrorTable {
    private static final List<String> HEADER = List.of(
            "kind",
            "feature",
            "value",
            "labels",
            "right",
            "accuracy",
            "low",
            "high",
            "share",
            "share_before",
            "change");

    private ErrorTable() {}

    static String csv(ErrorAnalysis found) {
        StringBuilder table = new StringBuilder(Csv.line(HEADER));
        table.append(line(List.of("all", "", ""), found.labelled(), null));
        found.classes().forEach(one -> table.append(line(List.of("class", "", one.label()), one.answers(), null)));
        found.slices()
                .forEach(one -> table.append(line(List.of("slice", one.feature(), one.value()), one.answers(), one)));
        return table.toString();
    }

    private static String line(List<String> what, ErrorAnalysis.Right answers, ErrorAnalysis.@Nullable Slice slice) {
        List<String> cells = new ArrayList<>(what);
        cells.add(String.valueOf(answers.n()));
        cells.add(String.valueOf(answers.right()));
        cells.add(answers.n() == 0 ? "" : number(answers.accuracy()));
        cells.add(number(answers.interval().low()));
        cells.add(number(answers.interval().high()));
        cells.add(slice == null ? "" : number(slice.share()));
        cells.add(slice == null ? "" : number(slice.shareBefore()));
        cells.add(slice == null ? "" : number(slice.change()));
        return Csv.line(cells);
    }

    private static String number(@Nullable Double value) {
        return value == null ? "" : value.toString();
    }
}
