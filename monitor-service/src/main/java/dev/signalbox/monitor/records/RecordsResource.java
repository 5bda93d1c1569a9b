package dev.signalbox.monitor.records;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.monitor.access.Guard;
import dev.signalbox.monitor.access.Role;
import dev.signalbox.monitor.http.BadRequestException;
import dev.signalbox.monitor.http.Csv;
import dev.signalbox.monitor.http.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Where people see what was recorded, and take it out for retraining and for looking into errors. */
@Path("/v1/deployments/{namespace}/{name}/records")
@Blocking
@RegisterForReflection(targets = {RecordPage.class, JudgedRecord.class})
public class RecordsResource {
    private static final int USUAL = 50;
    private static final int MOST_OF_A_PAGE = 500;

    private static final String LINES = ExportSlots.LINES;
    private static final String CSV = Csv.TYPE;

    private final RecordReader reader;
    private final Guard guard;
    private final ObjectMapper json;
    private final Clock clock;
    private final ExportSlots exports;

    RecordsResource(RecordReader reader, Guard guard, ObjectMapper json, Clock clock, ExportSlots exports) {
        this.reader = reader;
        this.guard = guard;
        this.json = json;
        this.clock = clock;
        this.exports = exports;
    }

    /** Some records with the feedback on them, oldest first, and where the next ones begin. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Recorded requests with their answers and feedback, oldest first")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = RecordPage.class)))
    public RecordPage page(@BeanParam RecordParameters asked) {
        guard.require(asked.authorization(), Role.ADMINISTRATION);
        int limit = asked.limit(USUAL, MOST_OF_A_PAGE);
        List<JudgedRecord> found = new ArrayList<>();
        reader.judged(asked.query(asked.end(clock), limit + 1), asked.version(), found::add);
        boolean more = found.size() > limit;
        List<JudgedRecord> shown = more ? found.subList(0, limit) : found;
        return new RecordPage(
                List.copyOf(shown), more ? Place.of(shown.getLast().record()).text() : null);
    }

    /** All records of a time, at most so many, as lines of JSON or as comma-separated values. */
    @GET
    @Path("/export")
    @Produces({LINES, CSV})
    @Operation(summary = "Recorded requests as lines of JSON, or as comma-separated values with a line for each row")
    @APIResponse(
            responseCode = "200",
            content = {@Content(mediaType = LINES), @Content(mediaType = CSV)})
    public Response export(@BeanParam RecordParameters asked, @QueryParam("format") @Nullable String format) {
        guard.require(asked.authorization(), Role.ADMINISTRATION);
        RecordQuery query = asked.query(asked.end(clock), asked.limit(RecordQuery.MOST, RecordQuery.MOST));
        ModelVersion version = asked.version();
        String wanted = format == null ? "jsonl" : format;
        StreamingOutput body = switch (wanted) {
            case "jsonl" -> out -> lines(query, version, out);
            case "csv" -> out -> table(query, version, out);
            default -> throw new BadRequestException("format must be jsonl or csv, got \"" + format + "\"");
        };
        String name = query.deployment().name() + "-records." + wanted;
        return exports.stream(body)
                .type("csv".equals(wanted) ? CSV : LINES)
                .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
                .build();
    }

    /** Nothing: an export is not made to be thrown away. */
    @HEAD
    @Path("/export")
    @Operation(hidden = true)
    public Response exportHead() {
        return Problem.ofStatus(405).response();
    }

    private void lines(RecordQuery query, @Nullable ModelVersion version, OutputStream out) {
        reader.judgedInPages(query, version, record -> write(out, json(record) + "\n"));
    }

    private void table(RecordQuery query, @Nullable ModelVersion version, OutputStream out) {
        RecordTable table = new RecordTable();
        reader.judgedInPages(query, version, judged -> table.learn(judged.record()));
        write(out, Csv.line(table.header()));
        reader.judgedInPages(query, version, judged -> table.lines(judged).forEach(line -> write(out, Csv.line(line))));
    }

    private String json(JudgedRecord record) {
        try {
            return json.writeValueAsString(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record could not be written as JSON", e);
        }
    }

    private static void write(OutputStream out, String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
