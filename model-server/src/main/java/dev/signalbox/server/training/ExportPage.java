package dev.signalbox.server.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one answer of an export holds, once its end was seen. */
record ExportPage(
        List<LearnedRow> rows,
        long records,
        Map<String, Long> omitted,
        @Nullable String next) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_LINE = 4 << 20;

    /** Reads an answer to its end, at most so many rows; an {@code IOException} says that it broke off. */
    static ExportPage read(InputStream in, int most) throws IOException, TrainingFailed {
        List<LearnedRow> rows = new ArrayList<>();
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = next(lines); line != null; line = next(lines)) {
            JsonNode document = parse(line, rows.size() + 1);
            if (document.has("end")) {
                return ended(rows, document.get("end"));
            }
            if (rows.size() == most) {
                throw TrainingFailed.refused("the export must have at most " + most + " rows an answer");
            }
            rows.add(row(document, rows.size() + 1));
        }
        throw new IOException("the export broke off after " + rows.size() + " rows: its last line must tell its end");
    }

    private static @Nullable String next(BufferedReader lines) throws IOException, TrainingFailed {
        StringBuilder line = new StringBuilder();
        int read = lines.read();
        while (read >= 0 && read != '\n') {
            if (line.length() == LONGEST_LINE) {
                throw TrainingFailed.refused("a line of the export must have at most " + LONGEST_LINE + " characters");
            }
            line.append((char) read);
            read = lines.read();
        }
        return line.isEmpty() && read < 0 ? null : line.toString();
    }

    /* What broke off in the middle of a line is no JSON, and is no one's mistake. */
    private static JsonNode parse(String line, int number) throws IOException {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException malformed) {
            throw new IOException(
                    "line " + number + " of the export is no JSON: " + malformed.getOriginalMessage(), malformed);
        }
    }

    private static LearnedRow row(JsonNode line, int number) throws TrainingFailed {
        JsonNode id = line.path("requestId");
        JsonNode label = line.path("label");
        if (!id.isTextual() || !line.path("inputs").isObject() || label.isContainerNode() || label.isMissingNode()) {
            throw TrainingFailed.refused("line " + number + " of the export must have requestId, inputs and label");
        }
        return new LearnedRow(id.asText(), line.get("inputs"), label);
    }

    private static ExportPage ended(List<LearnedRow> rows, JsonNode end) {
        Map<String, Long> omitted = new TreeMap<>();
        end.path("omitted")
                .properties()
                .forEach(one -> omitted.put(one.getKey(), one.getValue().asLong()));
        JsonNode next = end.path("next");
        return new ExportPage(
                rows, end.path("records").asLong(rows.size()), omitted, next.isTextual() ? next.asText() : null);
    }
}
