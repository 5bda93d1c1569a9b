package dev.signalbox.monitor.store;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Runs work in one transaction each: all of it is durable when the call returns, or none of it ever is. Thread safe. */
@Singleton
public class Database {
    private static final Logger LOG = Logger.getLogger(Database.class);

    /* Classes of SQLSTATE that say "not now": connection, resources, operator intervention, system error, rolled back. */
    private static final Set<String> NOT_NOW = Set.of("08", "53", "57", "58", "40", "25");

    private final DataSource source;

    Database(DataSource source) {
        this.source = source;
    }

    /** What a transaction does. */
    public interface Work<T extends @Nullable Object> {
        /** Does it, over this connection. */
        T with(Connection connection) throws SQLException;
    }

    /** Does the work and commits it. */
    public <T extends @Nullable Object> T inTransaction(Work<T> work) {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T done = work.with(connection);
                connection.commit();
                return done;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            throw translated(e);
        }
    }

    private static void rollBack(Connection connection, Exception because) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }

    private static RuntimeException translated(SQLException e) {
        String state = e.getSQLState();
        /* Without a state the failure is the pool's: no connection could be had in time. */
        if (state == null || NOT_NOW.contains(state.substring(0, Math.min(2, state.length())))) {
            LOG.warnf("Database not available: state=%s message=%s", state, e.getMessage());
            return new StoreUnavailableException(e);
        }
        LOG.errorf("Database refused a statement: state=%s message=%s", state, e.getMessage());
        return new StoreFailedException(e);
    }
}
