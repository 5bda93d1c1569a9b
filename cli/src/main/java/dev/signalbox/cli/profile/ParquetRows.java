package dev.signalbox.cli.profile;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/** The rows of a Parquet file, read by DuckDB: only the wanted columns, and a chunk at a time. */
final class ParquetRows implements Rows {
    private final Path file;
    private final Connection database;
    private final Statement statement;
    private final ResultSet rows;
    private final List<String> names;
    private final BitSet floating = new BitSet();

    private ParquetRows(Path file, Connection database, Statement statement, ResultSet rows, List<String> names)
            throws SQLException {
        this.file = file;
        this.database = database;
        this.statement = statement;
        this.rows = rows;
        this.names = List.copyOf(names);
        ResultSetMetaData types = rows.getMetaData();
        for (int place = 1; place <= types.getColumnCount(); place++) {
            int type = types.getColumnType(place);
            floating.set(place, type == Types.DOUBLE || type == Types.FLOAT || type == Types.REAL);
        }
    }

    static ParquetRows open(Path file, Set<String> wanted) throws IOException {
        Properties streaming = new Properties();
        streaming.setProperty("jdbc_stream_results", "true");
        try {
            Connection database = DriverManager.getConnection("jdbc:duckdb:", streaming);
            try {
                String table =
                        "read_parquet('" + file.toAbsolutePath().toString().replace("'", "''") + "')";
                List<String> all = columns(database, table);
                List<String> read = all.stream().filter(wanted::contains).toList();
                /* Without any, all names are told, for whoever looks for another. */
                List<String> names = read.isEmpty() ? all : read;
                Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery("SELECT "
                        + names.stream().map(ParquetRows::quoted).collect(Collectors.joining(", ")) + " FROM " + table);
                return new ParquetRows(file, database, statement, rows, told(names, all));
            } catch (SQLException broken) {
                database.close();
                throw broken;
            }
        } catch (SQLException broken) {
            throw Rows.unreadable(file, broken);
        }
    }

    /* The columns that are read stand first, in their order; the others only have names. */
    private static List<String> told(List<String> read, List<String> all) {
        List<String> names = new ArrayList<>(read);
        all.stream().filter(name -> !read.contains(name)).forEach(names::add);
        return names;
    }

    private static List<String> columns(Connection database, String table) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = database.createStatement();
                ResultSet described = statement.executeQuery("DESCRIBE SELECT * FROM " + table)) {
            while (described.next()) {
                names.add(described.getString("column_name"));
            }
        }
        return names;
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public boolean next() {
        try {
            return rows.next();
        } catch (SQLException broken) {
            throw Rows.unreadable(file, broken);
        }
    }

    @Override
    public void read(ColumnData column, long row) {
        int place = column.place() + 1;
        try {
            if (floating.get(place)) {
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
        } catch (SQLException broken) {
            throw Rows.unreadable(file, broken);
        }
    }

    @Override
    public void close() throws IOException {
        try (database;
                statement;
                rows) {
            /* In the reverse order of their making. */
        } catch (SQLException broken) {
            throw new IOException(broken);
        }
    }
}
