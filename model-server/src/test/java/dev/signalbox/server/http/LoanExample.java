package dev.signalbox.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The loan-approval example's applicants, as requests of one of its versions. */
public final class LoanExample {
    private static final Path FOLDER = Path.of("../examples/loan-approval");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> columns;
    private final List<List<String>> applicants;
    private final JsonNode signature;

    /** Requests as this version's signature wants them. */
    public LoanExample(String version) throws IOException {
        List<String> lines = Files.readAllLines(FOLDER.resolve("german-credit.csv"));
        columns = Arrays.asList(lines.getFirst().split(","));
        applicants = lines.stream()
                .skip(1)
                .map(line -> Arrays.asList(line.split(",")))
                .toList();
        signature = JSON.readTree(Files.readAllBytes(folder(version).resolve("signature.json")));
    }

    /** The folder of a version. */
    public static Path folder(String version) {
        return FOLDER.resolve(version).toAbsolutePath().normalize();
    }

    /** A value of an applicant. */
    public String value(int applicant, String column) {
        return applicants.get(applicant).get(columns.indexOf(column));
    }

    /** A request for these applicants. */
    public ObjectNode request(int... rows) {
        ObjectNode request = JSON.createObjectNode().put("id", "r1");
        ArrayNode inputs = request.putArray("inputs");
        for (JsonNode declared : signature.get("inputs")) {
            String name = declared.get("name").asText();
            String datatype = declared.get("datatype").asText();
            ObjectNode input = inputs.addObject().put("name", name).put("datatype", datatype);
            input.putArray("shape").add(rows.length);
            ArrayNode data = input.putArray("data");
            for (int row : rows) {
                switch (datatype) {
                    case "BYTES" -> data.add(value(row, name));
                    case "INT64" -> data.add(Long.parseLong(value(row, name)));
                    default -> data.add(Float.parseFloat(value(row, name)));
                }
            }
        }
        return request;
    }
}
