package dev.signalbox.cli.profile;

import dev.signalbox.cli.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The rows of a table, read one after the other. Not thread safe. */
interface Rows extends AutoCloseable {
    /** Opens a file by its ending; only the wanted columns need to be read. */
    static Rows open(Path file, Set<String> wanted) throws IOException {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".parquet") || name.endsWith(".parq")
                ? ParquetRows.open(file, wanted)
                : CsvRows.open(file);
    }

    /** The names of the columns that can be read, in their order. */
    List<String> names();

    /** Goes to the next row; false after the last. */
    boolean next() throws IOException;

    /** Adds the present row's value of a column to what was read of it. */
    void read(ColumnData column, long row) throws IOException;

    @Override
    void close() throws IOException;

    /** What is wrong with a file that can not be read. */
    static UserError unreadable(Path file, Exception why) {
        return new UserError(file + " can not be read: " + why.getMessage(), why);
    }
}
