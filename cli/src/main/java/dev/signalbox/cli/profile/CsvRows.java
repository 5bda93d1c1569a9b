package dev.signalbox.cli.profile;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import dev.signalbox.cli.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The rows of a CSV file with a header. */
final class CsvRows implements Rows {
    private final Path file;
    private final CsvReader<Integer> parser;
    private final Cells cells;
    private final CloseableIterator<Integer> rows;

    private CsvRows(Path file, CsvReader<Integer> parser, Cells cells) {
        this.file = file;
        this.parser = parser;
        this.cells = cells;
        this.rows = parser.iterator();
        next();
    }

    static CsvRows open(Path file) throws IOException {
        Cells cells = new Cells();
        CsvReader<Integer> parser = CsvReader.builder()
                .detectBomHeader(true)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .build(cells, file, StandardCharsets.UTF_8);
        try {
            return new CsvRows(file, parser, cells);
        } catch (RuntimeException broken) {
            parser.close();
            throw broken;
        }
    }

    @Override
    public List<String> names() {
        return cells.header;
    }

    @Override
    public long readInto(List<ColumnData> columns, long mostRows) {
        OptionalLong plain = PlainCsv.readInto(file, cells.header.size(), columns, mostRows);
        return plain.isPresent() ? plain.getAsLong() : readAny(columns, mostRows);
    }

    /** Reads what any CSV may hold, and says what is wrong. */
    long readAny(List<ColumnData> columns, long mostRows) {
        cells.startRows(columns);
        while (cells.row < mostRows && next()) {
            cells.row++;
        }
        return cells.row == mostRows && rows.hasNext() ? mostRows + 1 : cells.row;
    }

    private boolean next() {
        try {
            if (!rows.hasNext()) {
                return false;
            }
            int found = rows.next();
            for (ColumnData column : cells.wanted) {
                if (column.place() >= found) {
                    throw new UserError("row " + (cells.row + 1) + " must have a column \"" + column.name() + "\", got "
                            + found + " cells");
                }
            }
            return true;
        } catch (CsvParseException broken) {
            throw broken.getCause() instanceof UserError wrongCell ? wrongCell : Rows.unreadable(file, broken);
        } catch (UncheckedIOException broken) {
            throw Rows.unreadable(file, broken);
        }
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    /** Takes cells as they are parsed, without an object for each: names of the first row, then values. A record is its number of cells. */
    private static final class Cells extends AbstractBaseCsvCallbackHandler<Integer> {
        private final List<String> header = new ArrayList<>();
        private List<ColumnData> wanted = List.of();
        private ColumnData[][] byPlace = new ColumnData[0][];
        private boolean inRows;
        private long row;

        void startRows(List<ColumnData> columns) {
            wanted = List.copyOf(columns);
            byPlace = new ColumnData[header.size()][];
            for (int place = 0; place < byPlace.length; place++) {
                int at = place;
                byPlace[place] =
                        columns.stream().filter(column -> column.place() == at).toArray(ColumnData[]::new);
            }
            inRows = true;
        }

        @Override
        protected void handleField(int place, char[] text, int from, int length, boolean quoted) {
            if (!inRows) {
                header.add(new String(text, from, length));
            } else if (place < byPlace.length) {
                for (ColumnData column : byPlace[place]) {
                    column.add(text, from, length, row + 1);
                }
            }
        }

        @Override
        protected Integer buildRecord() {
            return getFieldCount();
        }
    }
}
