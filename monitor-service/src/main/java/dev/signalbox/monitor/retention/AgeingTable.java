package dev.signalbox.monitor.retention;

import dev.signalbox.monitor.store.Database;
import dev.signalbox.monitor.store.Statements;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/** A table whose rows say how old they are, and nothing else hangs on. */
final class AgeingTable implements Ageing {
    private static final int ROWS_A_TRANSACTION = 5_000;

    private final Database database;
    private final String name;
    private final Duration kept;
    private final Function<Instant, Object> age;
    private final String delete;

    private AgeingTable(Database database, Column column, Duration kept, Function<Instant, Object> age) {
        this.database = database;
        this.name = column.table();
        this.kept = kept;
        this.age = age;
        this.delete = "delete from " + name + " where ctid = any(array(select ctid from " + name + " where "
                + column.name() + " < ? limit " + ROWS_A_TRANSACTION + " for update skip locked))";
    }

    /** The column that says when a row is from. */
    record Column(String table, String name) {}

    /** By a column that counts seconds. */
    static Ageing bySeconds(Database database, Column column, Duration kept) {
        return new AgeingTable(database, column, kept, Instant::getEpochSecond);
    }

    /** By a column with a time. */
    static Ageing byTime(Database database, Column column, Duration kept) {
        return new AgeingTable(database, column, kept, Timestamp::from);
    }

    @Override
    public String table() {
        return name;
    }

    @Override
    public long deleteOld(Instant now) {
        Object before = age.apply(now.minus(kept));
        return Ageing.untilFewer(
                ROWS_A_TRANSACTION,
                () -> database.inTransaction(connection -> Statements.update(connection, delete, before)));
    }
}
