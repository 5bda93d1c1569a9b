package dev.signalbox.monitor.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.Function;

/** Columns of many rows, to be sent with one statement. */
public final class SqlArrays {
    private SqlArrays() {}

    /** The column that holds this value of every element. */
    public static <T> Array of(Connection connection, String type, Collection<T> from, Function<T, ?> value)
            throws SQLException {
        return connection.createArrayOf(type, from.stream().map(value).toArray());
    }
}
