package dev.signalbox.monitor.records;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.sample.InferenceRecord;
import dev.signalbox.monitor.store.StorableText;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the tensors of records, and of whom they are, as text, and makes records of rows. Thread safe. */
@RegisterForReflection(targets = RecordDocuments.Tensors.class)
@Singleton
class RecordDocuments {
    private final ObjectMapper json;

    RecordDocuments(ObjectMapper json) {
        this.json = json;
    }

    /** What is stored as one text. */
    record Tensors(
            Map<String, List<@Nullable Object>> inputs,
            Map<String, List<@Nullable Object>> outputs,
            List<String> withheld,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String unit) {}

    String write(InferenceRecord record) {
        try {
            return StorableText.of(json.writeValueAsString(
                    new Tensors(record.inputs(), record.outputs(), record.withheld(), record.unit())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record could not be written as JSON", e);
        }
    }

    /** Reads a record from the columns from {@code first} on, in the order of {@link RecordSql#columns}. */
    /* A record's elements may be null; the checker does not see that in a contract that is compiled already. */
    @SuppressWarnings("NullAway")
    InferenceRecord read(ResultSet row, int first) throws SQLException {
        Tensors tensors = tensors(row.getString(first + 7));
        return new InferenceRecord(
                row.getString(first + 1),
                DeploymentName.parse(row.getString(first)),
                new ModelVersion(row.getString(first + 2)),
                row.getString(first + 3),
                row.getTimestamp(first + 4).toInstant(),
                row.getLong(first + 5),
                row.getInt(first + 6),
                tensors.inputs(),
                tensors.outputs(),
                tensors.withheld(),
                tensors.unit());
    }

    private Tensors tensors(String document) {
        try {
            return json.readValue(document, Tensors.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored record could not be read", e);
        }
    }
}
