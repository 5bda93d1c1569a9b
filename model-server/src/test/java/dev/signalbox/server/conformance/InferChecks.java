package dev.signalbox.server.conformance;

import static dev.signalbox.server.conformance.Check.ok;
import static dev.signalbox.server.conformance.Check.present;
import static dev.signalbox.server.conformance.Check.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.server.conformance.Subject.Seen;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Sections 8.3 and 8.4: inference, and tensors in JSON. */
final class InferChecks {
    private static final List<String> FLOATS = List.of("FP32", "FP64");
    private static final List<String> INTEGERS =
            List.of("UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64");

    private InferChecks() {}

    static List<Check> all() {
        List<Check> checks = new ArrayList<>(answers());
        checks.addAll(refusals());
        return checks;
    }

    private static List<Check> answers() {
        return List.of(
                new Check("8.3", "a right request is answered as its metadata say", server -> {
                    JsonNode answer = ok(server.infer(server.question())).json();
                    assertThat(answer.path("model_name").asText()).isEqualTo(server.model());
                    assertThat(answer.path("id").asText()).isEqualTo("c1");
                    assertThat(answer.path("outputs"))
                            .hasSize(server.metadata().path("outputs").size());
                    for (JsonNode output : answer.path("outputs")) {
                        assertThat(output.path("data")).hasSize((int) Question.elements((ObjectNode) output));
                    }
                }),
                new Check("8.3", "by its version's path too", server -> {
                    String version = server.metadata().path("versions").path(0).asText();
                    Question question = server.question();
                    ok(server.send(
                            "POST",
                            server.path() + "/versions/" + version + "/infer",
                            question.body(),
                            question.headers()));
                }),
                new Check(
                        "8.3",
                        "no id is given back where none was given",
                        server -> assertThat(ok(server.infer(server.question()
                                                .change(q -> q.json().remove("id"))))
                                        .json()
                                        .has("id"))
                                .isFalse()),
                new Check("8.3", "outputs asked for come alone, in that order", server -> {
                    Question question = server.question();
                    List<String> names = new ArrayList<>();
                    server.metadata()
                            .path("outputs")
                            .forEach(output -> names.add(0, output.path("name").asText()));
                    ArrayNode outputs = question.json().putArray("outputs");
                    names.forEach(name -> outputs.addObject().put("name", name));
                    List<String> answered = new ArrayList<>();
                    ok(server.infer(question))
                            .json()
                            .path("outputs")
                            .forEach(output -> answered.add(output.path("name").asText()));
                    assertThat(answered).isEqualTo(names);
                }),
                new Check(
                        "8.3",
                        "unknown parameters and keys do not fail",
                        server -> ok(server.infer(server.question()
                                .change(q -> q.json()
                                        .put("unknown", 1)
                                        .withObject("/parameters")
                                        .put("a", "b")
                                        .put("c", 1.5)
                                        .put("d", true))
                                .change(q ->
                                        q.input(0).withObject("/parameters").put("x", "y"))))),
                new Check("8.4", "nested data are flat data", server -> {
                    Question question = server.question();
                    ObjectNode input = present(question.inputOf(List.of("FP32")), "input of FP32");
                    for (JsonNode other : question.inputs()) {
                        if (other.has("data") && other.path("shape").size() > 1) {
                            input = (ObjectNode) other;
                        }
                    }
                    JsonNode flat = ok(server.infer(question)).json().path("outputs");
                    nest(input);
                    assertThat(ok(server.infer(question)).json().path("outputs"))
                            .isEqualTo(flat);
                }),
                new Check("8.4", "integers at their limits are taken", server -> {
                    Question question = server.question();
                    for (JsonNode input : question.inputs()) {
                        String type = input.path("datatype").asText();
                        if (INTEGERS.contains(type) && server.model().startsWith("echo")) {
                            ((ArrayNode) input.path("data")).set(0, most(type));
                        }
                    }
                    JsonNode answer = ok(server.infer(question)).json();
                    for (JsonNode output : answer.path("outputs")) {
                        if (output.path("datatype").asText().equals("UINT64")
                                && server.model().startsWith("echo")) {
                            assertThat(output.path("data").path(0).asText()).isEqualTo("18446744073709551615");
                        }
                    }
                }));
    }

    private static List<Check> refusals() {
        return List.of(
                new Check("8.4", "an unknown input", refuses(q -> q.input(0).put("name", "no such input"))),
                new Check(
                        "8.4",
                        "an input twice",
                        refuses(q -> q.inputs().add(q.input(0).deepCopy()))),
                new Check("8.4", "a missing input", refuses(q -> q.inputs().remove(0))),
                new Check("8.4", "no inputs at all", refuses(q -> q.json().remove("inputs"))),
                new Check(
                        "8.4",
                        "an unknown output",
                        refuses(q -> q.json().putArray("outputs").addObject().put("name", "no such output"))),
                new Check(
                        "8.4",
                        "another datatype",
                        refuses(q -> q.input(0)
                                .put(
                                        "datatype",
                                        q.input(0).path("datatype").asText().equals("FP64") ? "FP32" : "FP64"))),
                new Check(
                        "8.4",
                        "a datatype that is none",
                        refuses(q -> q.input(0).put("datatype", "FP8"))),
                new Check("8.4", "no shape", refuses(q -> q.input(0).remove("shape"))),
                new Check("8.4", "a negative size", refuses(q -> shape(q).set(0, Subject.JSON.valueToTree(-2)))),
                new Check(
                        "8.4",
                        "a size beyond 64 bits",
                        refuses(q -> shape(q).set(0, Subject.JSON.valueToTree(BigInteger.TWO.pow(70))))),
                new Check(
                        "8.4",
                        "a shape whose product overflows",
                        refuses(q -> shape(q).set(0, Subject.JSON.valueToTree(Long.MAX_VALUE)))),
                new Check("8.4", "a dimension too many", refuses(q -> shape(q).add(1))),
                new Check("8.4", "no data", refuses(q -> q.input(0).remove("data"))),
                new Check(
                        "8.4",
                        "too few data",
                        refuses(q -> ((ArrayNode) q.input(0).path("data")).remove(0))),
                new Check(
                        "8.4",
                        "too many data",
                        refuses(q -> ((ArrayNode) q.input(0).path("data"))
                                .add(q.input(0).path("data").path(0)))),
                new Check("8.4", "ragged data", refuses(q -> {
                    ArrayNode data = (ArrayNode) q.input(0).path("data");
                    data.add(data.arrayNode().add(0))
                            .add(data.arrayNode().add(0).add(0));
                })),
                new Check(
                        "8.4",
                        "an object as an element",
                        refuses(q -> ((ArrayNode) q.input(0).path("data")).set(0, Subject.JSON.createObjectNode()))),
                new Check("8.4", "a text for a number", server -> {
                    Question question = server.question();
                    ObjectNode input = present(question.inputOf(FLOATS), "floating input");
                    ((ArrayNode) input.path("data")).set(0, Subject.JSON.valueToTree("1"));
                    refused(server.infer(question), 400);
                }),
                new Check("8.4", "a number beyond its datatype", server -> {
                    Question question = server.question();
                    ObjectNode input = present(question.inputOf(INTEGERS), "integer input");
                    ((ArrayNode) input.path("data")).set(0, Subject.JSON.valueToTree(BigInteger.TWO.pow(64)));
                    refused(server.infer(question), 400);
                }),
                new Check("8.6", "malformed JSON", raw("{\"inputs\":[")),
                new Check("8.6", "an empty body", raw("")),
                new Check("8.6", "JSON that is no object", raw("[]")),
                new Check("8.6", "NaN in JSON", raw("{\"inputs\":[{\"name\":\"x\",\"data\":[NaN]}]}")),
                new Check("8.6", "JSON nested too deep", raw("{\"inputs\":" + "[".repeat(50_000))),
                new Check(
                        "8.6",
                        "bytes that are no text",
                        server -> refused(server.infer(new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1}, Map.of()), 400)),
                new Check("8.6", "a body too large is 413", server -> {
                    byte[] large = " ".repeat(64 << 20).getBytes(StandardCharsets.US_ASCII);
                    refused(server.infer(large, Map.of()), 413);
                }));
    }

    private static Check.Body refuses(Consumer<Question> spoil) {
        return server -> {
            Seen seen = server.infer(server.question().change(spoil));
            refused(seen, 400);
        };
    }

    private static Check.Body raw(String body) {
        return server -> refused(server.infer(body.getBytes(StandardCharsets.UTF_8), Map.of()), 400);
    }

    private static ArrayNode shape(Question question) {
        return (ArrayNode) question.input(0).path("shape");
    }

    private static JsonNode most(String type) {
        int bits = Integer.parseInt(type.replaceAll("\\D", ""));
        BigInteger most =
                BigInteger.TWO.pow(type.startsWith("U") ? bits : bits - 1).subtract(BigInteger.ONE);
        return Subject.JSON.valueToTree(most);
    }

    private static void nest(ObjectNode input) {
        JsonNode data = input.path("data");
        for (int axis = input.path("shape").size() - 1; axis > 0; axis--) {
            int size = input.path("shape").path(axis).asInt();
            ArrayNode nested = Subject.JSON.createArrayNode();
            for (int i = 0; i < data.size(); i += size) {
                ArrayNode inner = nested.addArray();
                for (int j = 0; j < size; j++) {
                    inner.add(data.get(i + j));
                }
            }
            data = nested;
        }
        input.set("data", data);
    }
}
