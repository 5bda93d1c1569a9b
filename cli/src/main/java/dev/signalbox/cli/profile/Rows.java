package dev.signalbox.cli.profile;

import dev.signalbox.cli.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The rows of a table. Read once; not thread safe. */
interface Rows extends AutoCloseable {
    /** Opens a file by its ending. */
    static Rows open(Path file) throws IOException {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".parquet") || name.endsWith(".parq") ? ParquetRows.open(file) : CsvRows.open(file);
    }

    /** The names of the columns that can be read, in their order. */
    List<String> names();

    /**
     * Adds the values of all rows to what was read of these columns, and returns how many rows there were. Where there are more
     * than so many it stops, and returns one more than that.
     */
    long readInto(List<ColumnData> columns, long mostRows) throws IOException;

    @Override
    void close() throws IOException;

    /** Does several parts of the reading of a file at once, a thread each, and returns what they return, in their order. */
    static <T> List<T> together(Path file, List<Callable<T>> parts) {
        try (ExecutorService readers = Executors.newFixedThreadPool(parts.size())) {
            List<T> done = new ArrayList<>();
            for (Future<T> part : readers.invokeAll(parts)) {
                done.add(part.get());
            }
            return done;
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof UserError wrong ? wrong : unreadable(file, failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw unreadable(file, stopped);
        }
    }

    /** What is wrong with a file that can not be read. */
    static UserError unreadable(Path file, Exception why) {
        return new UserError(file + " can not be read: " + why.getMessage(), why);
    }
}
