package dev.signalbox.cli.profile;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** The rows of a Parquet file, read by DuckDB: only the wanted columns, a chunk at a time, and some columns by each processor. */
final class ParquetRows implements Rows {
    private final Path file;
    private final String table;
    private final List<String> names;

    private ParquetRows(Path file, String table, List<String> names) {
        this.file = file;
        this.table = table;
        this.names = List.copyOf(names);
    }

    static ParquetRows open(Path file) {
        String table = "read_parquet('" + file.toAbsolutePath().toString().replace("'", "''") + "')";
        List<String> names = new ArrayList<>();
        try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = database.createStatement();
                ResultSet described = statement.executeQuery("DESCRIBE SELECT * FROM " + table)) {
            while (described.next()) {
                names.add(described.getString("column_name"));
            }
        } catch (SQLException broken) {
            throw Rows.unreadable(file, broken);
        }
        return new ParquetRows(file, table, names);
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public long readInto(List<ColumnData> columns, long mostRows) {
        int parts = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, Math.max(1, columns.size()));
        List<Callable<Long>> reading = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            List<ColumnData> some = columns.subList(columns.size() * part / parts, columns.size() * (part + 1) / parts);
            reading.add(() -> read(some, mostRows));
        }
        return Rows.together(file, reading).getLast();
    }

    private long read(List<ColumnData> columns, long mostRows) {
        Properties streaming = new Properties();
        streaming.setProperty("jdbc_stream_results", "true");
        String wanted = columns.isEmpty()
                ? "1"
                : columns.stream().map(column -> quoted(column.name())).collect(Collectors.joining(", "));
        try (Connection database = DriverManager.getConnection("jdbc:duckdb:", streaming);
                Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery("SELECT " + wanted + " FROM " + table)) {
            boolean[] floating = floating(rows.getMetaData());
            long row = 0;
            while (rows.next()) {
                if (++row > mostRows) {
                    break;
                }
                for (int place = 0; place < columns.size(); place++) {
                    read(columns.get(place), rows, place + 1, floating[place], row);
                }
            }
            return row;
        } catch (SQLException broken) {
            throw Rows.unreadable(file, broken);
        }
    }

    private static boolean[] floating(ResultSetMetaData types) throws SQLException {
        boolean[] floating = new boolean[types.getColumnCount()];
        for (int place = 0; place < floating.length; place++) {
            int type = types.getColumnType(place + 1);
            floating[place] = type == Types.DOUBLE || type == Types.FLOAT || type == Types.REAL;
        }
        return floating;
    }

    private static void read(ColumnData column, ResultSet rows, int place, boolean floating, long row)
            throws SQLException {
        if (floating) {
            /* Most cells of most tables: without an object for each. */
            double number = rows.getDouble(place);
            if (rows.wasNull()) {
                column.addMissing();
            } else {
                column.add(number, row);
            }
            return;
        }
        switch (rows.getObject(place)) {
            case null -> column.addMissing();
            case String text -> column.add(text, row);
            case Boolean truth -> column.add(truth ? "1" : "0", row);
            case Object other -> column.add(other.toString(), row);
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public void close() {
        /* Each reader has closed what it opened. */
    }
}
