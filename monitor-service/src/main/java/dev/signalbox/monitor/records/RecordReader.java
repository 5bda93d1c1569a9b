package dev.signalbox.monitor.records;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.feedback.Feedback;
import dev.signalbox.api.feedback.FeedbackKind;
import dev.signalbox.monitor.store.Database;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads records back, one after the other, so that memory does not depend on how many there are. Thread safe. */
@Singleton
public class RecordReader {
    private static final int FETCHED_AT_ONCE = 200;
    private static final int PAGE = 500;

    /* A request that a version answered more than once, through several instances, counts by its first answer. */
    private static final String FIRST = """
            not exists (select 1 from inference_record e
              where e.deployment = %1$s.deployment and e.request_id = %1$s.request_id and e.version = %1$s.version
                and (e.at, e.instance) < (%1$s.at, %1$s.instance))""";

    private static final String PAIRS =
            """
            select %s, %s
            from inference_record a
            join inference_record b on b.deployment = a.deployment and b.request_id = a.request_id and b.version = ?
            where a.deployment = ? and a.version = ? and a.at >= ? and a.at < ? and %s and %s
            order by a.at, a.request_id limit ?""".formatted(RecordSql.columns("a"), RecordSql.columns("b"), FIRST.formatted("a"), FIRST.formatted("b"));

    private static final String JUDGED = """
            select %s, f.kind, f.value, f.at
            from (select * from inference_record a
              where a.deployment = ? and (?::text is null or a.version = ?) and a.at >= ? and a.at < ? and %s
                and (?::timestamptz is null or (a.at, a.request_id, a.version) > (?::timestamptz, ?, ?))
              order by a.at, a.request_id, a.version limit ?) a
            left join feedback f on f.deployment = a.deployment and f.request_id = a.request_id
            order by a.at, a.request_id, a.version, coalesce(f.at, f.received_at), f.id""".formatted(RecordSql.columns("a"), FIRST.formatted("a"));

    private final Database database;
    private final RecordDocuments documents;
    private final ObjectMapper json;

    RecordReader(Database database, RecordDocuments documents, ObjectMapper json) {
        this.database = database;
        this.documents = documents;
        this.json = json;
    }

    /** Hands over the requests that both versions answered, by the time at which {@code one} did. */
    public void pairs(RecordQuery query, ModelVersion one, ModelVersion other, Consumer<RecordPair> reader) {
        database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(PAIRS)) {
                statement.setFetchSize(FETCHED_AT_ONCE);
                statement.setString(1, other.id());
                statement.setString(2, query.deployment().toString());
                statement.setString(3, one.id());
                statement.setTimestamp(4, Timestamp.from(query.from()));
                statement.setTimestamp(5, Timestamp.from(query.to()));
                statement.setInt(6, query.most());
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        reader.accept(new RecordPair(documents.read(row, 1), documents.read(row, 1 + RecordSql.WIDTH)));
                    }
                }
                return true;
            }
        });
    }

    /** Hands over records of one version, or of all, with the feedback on them. */
    public void judged(RecordQuery query, @Nullable ModelVersion version, Consumer<JudgedRecord> reader) {
        database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(JUDGED)) {
                statement.setFetchSize(FETCHED_AT_ONCE);
                statement.setString(1, query.deployment().toString());
                statement.setString(2, version == null ? null : version.id());
                statement.setString(3, version == null ? null : version.id());
                statement.setTimestamp(4, Timestamp.from(query.from()));
                statement.setTimestamp(5, Timestamp.from(query.to()));
                Place after = query.after();
                String at = after == null ? null : after.at().toString();
                statement.setString(6, at);
                statement.setString(7, at);
                statement.setString(8, after == null ? null : after.requestId());
                statement.setString(9, after == null ? null : after.version());
                statement.setInt(10, query.most());
                try (ResultSet row = statement.executeQuery()) {
                    handOver(row, reader);
                }
                return true;
            }
        });
    }

    /**
     * Hands over the same, however many there are, in one short transaction for every few records, so that a reader that takes its
     * time keeps nothing waiting.
     */
    public void judgedInPages(RecordQuery query, @Nullable ModelVersion version, Consumer<JudgedRecord> reader) {
        Place place = query.after();
        int left = query.most();
        while (left > 0) {
            int size = Math.min(left, PAGE);
            List<JudgedRecord> page = new ArrayList<>(size);
            judged(query.after(place, size), version, page::add);
            page.forEach(reader);
            if (page.size() < size) {
                return;
            }
            left -= size;
            place = Place.of(page.getLast().record());
        }
    }

    /** Rows of one record stand behind one another, one for each feedback. */
    private void handOver(ResultSet row, Consumer<JudgedRecord> reader) throws SQLException {
        JudgedRecord open = null;
        List<Feedback> known = new ArrayList<>();
        while (row.next()) {
            if (open == null || !isOf(open, row)) {
                close(open, known, reader);
                known.clear();
                open = new JudgedRecord(documents.read(row, 1), List.of());
            }
            String kind = row.getString(RecordSql.WIDTH + 1);
            if (kind != null) {
                Timestamp at = row.getTimestamp(RecordSql.WIDTH + 3);
                known.add(new Feedback(
                        open.record().requestId(),
                        FeedbackKind.valueOf(kind),
                        value(row.getString(RecordSql.WIDTH + 2)),
                        at == null ? null : at.toInstant()));
            }
        }
        close(open, known, reader);
    }

    private static void close(@Nullable JudgedRecord open, List<Feedback> known, Consumer<JudgedRecord> reader) {
        if (open != null) {
            reader.accept(new JudgedRecord(open.record(), known));
        }
    }

    private static boolean isOf(JudgedRecord open, ResultSet row) throws SQLException {
        return open.record().requestId().equals(row.getString(2))
                && open.record().version().id().equals(row.getString(3));
    }

    private Object value(String document) {
        try {
            return json.readValue(document, Object.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored feedback could not be read", e);
        }
    }
}
