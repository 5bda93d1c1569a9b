package dev.signalbox.server.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.server.http.LoanExample;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The example's applicants in another year, as an export: they are younger and ask for more, and what becomes of a loan hangs on
 * how long it runs.
 */
final class DriftedLoans {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int YOUNGER = 6;
    private static final double MORE = 1.4;

    private final LoanExample applicants;

    DriftedLoans() throws IOException {
        this.applicants = new LoanExample("2");
    }

    /** A line for each of so many applicants. */
    List<String> lines(int count) {
        return IntStream.range(0, count).mapToObj(i -> line(i).toString()).toList();
    }

    /** One line. */
    ObjectNode line(int applicant) {
        ObjectNode line = JSON.createObjectNode().put("requestId", "drifted-" + applicant);
        line.put("at", "2026-01-01T00:00:00Z").put("version", "2").put("by", "label");
        ObjectNode inputs = line.putObject("inputs");
        for (var tensor : applicants.request(applicant).get("inputs")) {
            String name = tensor.get("name").asText();
            ArrayNode values = inputs.putArray(name);
            switch (name) {
                case "age" -> values.add(Long.parseLong(applicants.value(applicant, name)) - YOUNGER);
                case "amount" -> values.add(Double.parseDouble(applicants.value(applicant, name)) * MORE);
                default -> values.addAll((ArrayNode) tensor.get("data"));
            }
        }
        return line.put("label", approved(applicant));
    }

    private int approved(int applicant) {
        int months = Integer.parseInt(applicants.value(applicant, "duration"));
        int before = Integer.parseInt(applicants.value(applicant, "approved"));
        return months <= 15 ? 0 : months >= 30 ? 1 : before;
    }

    /** The last line of an export. */
    static String end(int records) {
        return "{\"end\":{\"records\":" + records + ",\"rows\":" + records + ",\"omitted\":{}}}";
    }
}
