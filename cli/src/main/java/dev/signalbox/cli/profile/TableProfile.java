package dev.signalbox.cli.profile;

import dev.signalbox.api.profile.Baseline;
import dev.signalbox.api.profile.FeatureBaseline;
import dev.signalbox.cli.UserError;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Makes a baseline from the rows of a CSV file. */
public final class CsvProfile {
    /* Deciles need all values at once: half a gigabyte of them. */
    private static final long MOST_CELLS = 64_000_000;

    private final Columns columns;
    private final Set<String> missing;

    /** A profile of these columns, where cells of these texts are missing values. */
    public CsvProfile(Columns columns, Set<String> missing) {
        this.columns = columns;
        this.missing = Set.copyOf(missing);
    }

    /** The baseline of a file's rows. */
    public Baseline of(Path csv) throws IOException {
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (Reader reader = Files.newBufferedReader(csv, StandardCharsets.UTF_8);
                CSVParser rows = CSVParser.parse(reader, format)) {
            Map<String, Integer> header = rows.getHeaderMap();
            List<ColumnData> features = features(csv, header);
            List<ColumnData> outputs = data(columns.outputs(), header);
            List<ColumnData> all = new ArrayList<>(features);
            all.addAll(outputs);
            long count = read(csv, rows, all);
            return new Baseline(Baseline.VERSION, count, baselines(features), baselines(outputs));
        } catch (UncheckedIOException broken) {
            throw new UserError(csv + " can not be read: " + broken.getMessage(), broken);
        }
    }

    private static long read(Path csv, CSVParser rows, List<ColumnData> all) {
        long count = 0;
        for (CSVRecord row : rows) {
            if (++count * all.size() > MOST_CELLS) {
                throw new UserError(
                        csv + " must have at most " + MOST_CELLS + " cells of the signature: take a sample");
            }
            for (ColumnData column : all) {
                if (column.place() >= row.size()) {
                    throw new UserError("row " + count + " must have a column \"" + column.name() + "\", got "
                            + row.size() + " cells");
                }
                column.add(row.get(column.place()), count);
            }
        }
        if (count == 0) {
            throw new UserError(csv + " has no rows");
        }
        return count;
    }

    private List<ColumnData> features(Path csv, Map<String, Integer> header) {
        for (Column feature : columns.features()) {
            if (!header.containsKey(feature.name())) {
                throw new UserError(csv + " has no column \"" + feature.name()
                        + "\", which the signature names; it has " + String.join(", ", header.keySet()));
            }
        }
        return data(columns.features(), header);
    }

    private List<ColumnData> data(List<Column> wanted, Map<String, Integer> header) {
        List<ColumnData> found = new ArrayList<>();
        for (Column column : wanted) {
            Integer place = header.get(column.name());
            if (place != null) {
                found.add(new ColumnData(column, place, missing));
            }
        }
        return found;
    }

    private static Map<String, FeatureBaseline> baselines(List<ColumnData> columns) {
        Map<String, FeatureBaseline> baselines = new LinkedHashMap<>();
        columns.forEach(column -> baselines.put(column.name(), column.baseline()));
        return baselines;
    }
}
