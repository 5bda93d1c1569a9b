package dev.signalbox.monitor.records;

/** The columns of records, as every reader selects them. */
final class RecordSql {
    private RecordSql() {}

    /** How many columns {@link #columns} names. */
    static final int WIDTH = 8;

    /** The columns of a table that is called so in the query. */
    static String columns(String table) {
        return "%1$s.deployment, %1$s.request_id, %1$s.version, %1$s.instance, %1$s.at, %1$s.latency_micros, %1$s.rows, %1$s.document"
                .formatted(table);
    }
}
