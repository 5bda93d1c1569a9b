package dev.signalbox.monitor.store;

import dev.signalbox.monitor.logging.Seldom;
import dev.signalbox.monitor.metrics.MeterNames;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;
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

    /* Every request may meet the same trouble; the metric counts all of it. */
    private static final Duration APART = Duration.ofSeconds(10);

    private final DataSource source;
    private final MeterRegistry registry;
    private final Clock clock;
    private final Seldom seldom = new Seldom(APART);

    Database(DataSource source, MeterRegistry registry, Clock clock) {
        this.source = source;
        this.registry = registry;
        this.clock = clock;
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

    private RuntimeException translated(SQLException e) {
        String state = e.getSQLState();
        /* Without a state the failure is the pool's: no connection could be had in time. */
        if (state == null || NOT_NOW.contains(state.substring(0, Math.min(2, state.length())))) {
            log(Logger.Level.WARN, "Database not available", e);
            count("unavailable");
            return new StoreUnavailableException(e);
        }
        log(Logger.Level.ERROR, "Database refused a statement", e);
        count("refused");
        return new StoreFailedException(e);
    }

    private void log(Logger.Level level, String what, SQLException e) {
        String state = String.valueOf(e.getSQLState());
        OptionalLong notLogged = seldom.turn(state, clock.instant());
        if (notLogged.isPresent()) {
            LOG.logf(
                    level,
                    "%s: state=%s message=%s notLoggedSince=%d",
                    what,
                    state,
                    e.getMessage(),
                    notLogged.getAsLong());
        }
    }

    private void count(String reason) {
        registry.counter(MeterNames.DATABASE_FAILURES, MeterNames.REASON, reason)
                .increment();
    }
}
