package dev.signalbox.cli.profile;

import dev.signalbox.cli.UserError;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** The rows of a CSV file with a header. */
final class CsvRows implements Rows {
    private final Path file;
    private final CSVParser parser;
    private final Iterator<CSVRecord> rows;
    private @Nullable CSVRecord present;

    private CsvRows(Path file, CSVParser parser) {
        this.file = file;
        this.parser = parser;
        this.rows = parser.iterator();
    }

    static CsvRows open(Path file) throws IOException {
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        try {
            return new CsvRows(file, CSVParser.parse(reader, format));
        } catch (IOException | RuntimeException broken) {
            reader.close();
            throw broken;
        }
    }

    @Override
    public List<String> names() {
        return parser.getHeaderNames();
    }

    @Override
    public boolean next() {
        try {
            present = rows.hasNext() ? rows.next() : null;
        } catch (UncheckedIOException broken) {
            throw Rows.unreadable(file, broken);
        }
        return present != null;
    }

    @Override
    public void read(ColumnData column, long row) {
        CSVRecord cells = java.util.Objects.requireNonNull(present);
        if (column.place() >= cells.size()) {
            throw new UserError(
                    "row " + row + " must have a column \"" + column.name() + "\", got " + cells.size() + " cells");
        }
        column.add(cells.get(column.place()), row);
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
