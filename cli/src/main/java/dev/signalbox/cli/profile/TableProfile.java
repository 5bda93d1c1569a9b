package dev.signalbox.cli.profile;

import dev.signalbox.api.profile.Baseline;
import dev.signalbox.api.profile.FeatureBaseline;
import dev.signalbox.cli.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes a baseline from the rows of a table. */
public final class TableProfile {
    /* Deciles need all values at once: half a gigabyte of them. */
    private static final long MOST_CELLS = 64_000_000;

    private final Columns columns;
    private final Set<String> missing;

    /** A profile of these columns, where cells of these texts are missing values. */
    public TableProfile(Columns columns, Set<String> missing) {
        this.columns = columns;
        this.missing = Set.copyOf(missing);
    }

    /** The baseline of a file's rows: of a Parquet file if its name says so, otherwise of CSV. */
    public Baseline of(Path file) throws IOException {
        try (Rows rows = Rows.open(file)) {
            List<ColumnData> features = features(file, rows.names());
            List<ColumnData> outputs = data(columns.outputs(), rows.names());
            List<ColumnData> all = new ArrayList<>(features);
            all.addAll(outputs);
            long count = read(file, rows, all);
            return new Baseline(Baseline.VERSION, count, baselines(features), baselines(outputs));
        }
    }

    private static long read(Path file, Rows rows, List<ColumnData> all) throws IOException {
        long mostRows = MOST_CELLS / Math.max(1, all.size());
        long count = rows.readInto(all, mostRows);
        if (count > mostRows) {
            throw new UserError(file + " must have at most " + MOST_CELLS + " cells of the signature: take a sample");
        }
        if (count == 0) {
            throw new UserError(file + " has no rows");
        }
        return count;
    }

    private List<ColumnData> features(Path file, List<String> names) {
        for (Column feature : columns.features()) {
            if (!feature.optional() && !names.contains(feature.name())) {
                throw new UserError(file + " has no column \"" + feature.name()
                        + "\", which the signature names; it has " + String.join(", ", names));
            }
        }
        return data(columns.features(), names);
    }

    private List<ColumnData> data(List<Column> wanted, List<String> names) {
        List<ColumnData> found = new ArrayList<>();
        for (Column column : wanted) {
            int place = names.indexOf(column.name());
            if (place >= 0) {
                found.add(new ColumnData(column, place, missing));
            }
        }
        return found;
    }

    /* Each column by itself, on all processors: sorting them is most of the work. */
    private static Map<String, FeatureBaseline> baselines(List<ColumnData> columns) {
        List<FeatureBaseline> made =
                columns.parallelStream().map(ColumnData::baseline).toList();
        Map<String, FeatureBaseline> baselines = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            baselines.put(columns.get(i).name(), made.get(i));
        }
        return baselines;
    }
}
