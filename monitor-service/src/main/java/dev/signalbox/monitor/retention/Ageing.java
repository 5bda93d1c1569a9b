package dev.signalbox.monitor.retention;

import java.time.Instant;
import java.util.function.LongSupplier;

/** Rows of one table that are deleted once they are older than what is kept. Thread safe. */
public interface Ageing {
    /** The table, as the metric of deleted rows names it. */
    String table();

    /** Deletes, in small transactions, all rows that are too old at an instant, and says how many that were. */
    long deleteOld(Instant now);

    /** Deletes as many as a transaction may again and again, until there are fewer; says how many that were. */
    static long untilFewer(int most, LongSupplier deleteSome) {
        long sum = 0;
        long deleted;
        do {
            deleted = deleteSome.getAsLong();
            sum += deleted;
        } while (deleted == most);
        return sum;
    }
}
