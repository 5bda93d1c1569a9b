package dev.signalbox.monitor.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.monitor.access.Guard;
import dev.signalbox.monitor.access.Role;
import dev.signalbox.monitor.http.Problem;
import dev.signalbox.monitor.records.ExportSlots;
import dev.signalbox.monitor.records.JudgedRecord;
import dev.signalbox.monitor.records.Place;
import dev.signalbox.monitor.records.RecordQuery;
import dev.signalbox.monitor.records.RecordReader;
import dev.signalbox.monitor.trainable.Choice;
import dev.signalbox.monitor.trainable.Omission;
import dev.signalbox.monitor.trainable.TrainingRow;
import dev.signalbox.monitor.trainable.TrainingRule;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Where retraining gets what it learns from: records with what was right, without what a faulty version had a part in. */
@Path("/v1/deployments/{namespace}/{name}/training")
@Blocking
@RegisterForReflection(targets = {TrainingRow.class, TrainingEnd.class, TrainingEnd.End.class})
public class TrainingResource {
    private final RecordReader reader;
    private final TrainingHistory history;
    private final ExportSlots exports;
    private final Guard guard;
    private final ObjectMapper json;
    private final Clock clock;

    TrainingResource(
            RecordReader reader,
            TrainingHistory history,
            ExportSlots exports,
            Guard guard,
            ObjectMapper json,
            Clock clock) {
        this.reader = reader;
        this.history = history;
        this.exports = exports;
        this.guard = guard;
        this.json = json;
        this.clock = clock;
    }

    /** The rows of a time, as lines of JSON; the last line says what was left out, and where to go on. */
    @GET
    @Produces(ExportSlots.LINES)
    @Operation(
            summary =
                    "Rows to learn from as lines of JSON, oldest first; the last line tells what was left out and why")
    public Response rows(@BeanParam TrainingParameters asked) {
        guard.require(asked.authorization(), Role.ADMINISTRATION);
        RecordQuery query = asked.query(asked.end(clock), asked.limit(RecordQuery.MOST, RecordQuery.MOST));
        return exports.stream(out -> write(query, out))
                .type(ExportSlots.LINES)
                .header(
                        "Content-Disposition",
                        "attachment; filename=\"" + query.deployment().name() + "-training.jsonl\"")
                .build();
    }

    /** Nothing: an export is not made to be thrown away. */
    @HEAD
    @Operation(hidden = true)
    public Response rowsHead() {
        return Problem.ofStatus(405).response();
    }

    private void write(RecordQuery query, OutputStream out) {
        Tally tally = new Tally(history.rule(query.deployment(), clock.instant()), out);
        reader.judgedInPages(query, null, tally::add);
        line(out, tally.end(query.most()));
    }

    private void line(OutputStream out, Object document) {
        try {
            out.write((json.writeValueAsString(document) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a row could not be written as JSON", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Counts what goes out and what does not. */
    private final class Tally {
        private final TrainingRule rule;
        private final OutputStream out;
        private final Map<Omission, Long> omitted = new EnumMap<>(Omission.class);
        private long records;
        private long rows;
        private @Nullable Place last;

        Tally(TrainingRule rule, OutputStream out) {
            this.rule = rule;
            this.out = out;
        }

        void add(JudgedRecord judged) {
            records++;
            last = Place.of(judged.record());
            switch (rule.choose(judged.record(), judged.feedback())) {
                case Choice.Learned(TrainingRow row) -> {
                    rows++;
                    line(out, row);
                }
                case Choice.Left(Omission why) -> omitted.merge(why, 1L, Long::sum);
            }
        }

        TrainingEnd end(int most) {
            Map<String, Long> words = new TreeMap<>();
            omitted.forEach((why, count) -> words.put(why.word(), count));
            Place place = records == most ? last : null;
            return new TrainingEnd(new TrainingEnd.End(records, rows, words, place == null ? null : place.text()));
        }
    }
}
