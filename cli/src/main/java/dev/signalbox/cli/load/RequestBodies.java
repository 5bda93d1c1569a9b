package dev.signalbox.cli.load;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.Json;
import dev.signalbox.cli.UserError;
import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Inference requests, one for each row of a CSV file: every input of the model is the column of its name. */
public final class RequestBodies {
    /* All rows are kept in memory as the bytes that are sent: a larger file is read no further, and that is said. */
    private static final int MOST_ROWS = 100_000;

    private RequestBodies() {}

    /** Reads the rows of a file and makes a request of one row of each. */
    public static List<byte[]> ofCsv(Path csv, List<TensorSpec> inputs) throws IOException {
        List<byte[]> bodies = new ArrayList<>();
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .setTrim(true)
                .get();
        try (Reader reader = Files.newBufferedReader(csv, StandardCharsets.UTF_8);
                CSVParser rows = CSVParser.parse(reader, format)) {
            Map<String, Integer> columns = rows.getHeaderMap();
            for (TensorSpec input : inputs) {
                if (!columns.containsKey(input.name())) {
                    throw new UserError(csv + " has no column \"" + input.name() + "\", which the model needs; it has "
                            + String.join(", ", columns.keySet()));
                }
            }
            for (CSVRecord row : rows) {
                if (bodies.size() == MOST_ROWS) {
                    throw new UserError(csv + " must have at most " + MOST_ROWS + " rows");
                }
                bodies.add(body(row, inputs));
            }
        }
        if (bodies.isEmpty()) {
            throw new UserError(csv + " has no rows");
        }
        return bodies;
    }

    /** A column of the file, a value for each row. */
    public static List<String> column(Path csv, String name) throws IOException {
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .setTrim(true)
                .get();
        try (Reader reader = Files.newBufferedReader(csv, StandardCharsets.UTF_8);
                CSVParser rows = CSVParser.parse(reader, format)) {
            if (!rows.getHeaderMap().containsKey(name)) {
                throw new UserError(csv + " has no column \"" + name + "\"; it has "
                        + String.join(", ", rows.getHeaderMap().keySet()));
            }
            return rows.stream().limit(MOST_ROWS).map(row -> row.get(name)).toList();
        }
    }

    private static byte[] body(CSVRecord row, List<TensorSpec> inputs) throws IOException {
        ObjectNode request = Json.JSON.createObjectNode();
        ArrayNode tensors = request.putArray("inputs");
        for (TensorSpec input : inputs) {
            ObjectNode tensor = tensors.addObject();
            tensor.put("name", input.name());
            tensor.putArray("shape").add(1);
            tensor.put("datatype", input.datatype());
            add(tensor.putArray("data"), input, row.get(input.name()), row.getRecordNumber());
        }
        return Json.JSON.writeValueAsBytes(request);
    }

    private static void add(ArrayNode data, TensorSpec input, String value, long row) {
        if (value.isEmpty() || value.equals("NA")) {
            data.addNull();
            return;
        }
        try {
            switch (input.datatype()) {
                case "BYTES" -> data.add(value);
                case "BOOL" -> data.add(value.equals("1") || value.equalsIgnoreCase("true"));
                case "FP16", "FP32", "FP64" -> data.add(new BigDecimal(value));
                default -> data.add(new BigInteger(value));
            }
        } catch (NumberFormatException e) {
            throw new UserError("row " + row + ", column \"" + input.name() + "\" must be a number for "
                    + input.datatype() + ", got \"" + value + "\"");
        }
    }
}
