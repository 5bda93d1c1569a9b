package dev.signalbox.server.conformance;

import static dev.signalbox.server.conformance.Check.ok;
import static dev.signalbox.server.conformance.Check.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.server.conformance.Subject.Seen;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Section 8.5 and what goes with it: binary tensors, and compressed bodies. */
final class BinaryChecks {
    private BinaryChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "8.5",
                        "the extension is announced",
                        server -> assertThat(ok(server.get("/v2"))
                                        .json()
                                        .path("extensions")
                                        .toString())
                                .contains("binary_tensor_data")),
                new Check("8.5", "binary inputs are answered like those in JSON", server -> {
                    JsonNode json = ok(server.infer(server.question())).json();
                    assertThat(ok(server.infer(server.question().allBinary())).json())
                            .isEqualTo(json);
                }),
                new Check(
                        "8.5",
                        "binary and JSON inputs mix",
                        server -> ok(server.infer(server.question()
                                .change(q -> q.binary(q.input(q.inputs().size() - 1)))))),
                new Check("8.5", "all outputs come as binary where that is wanted", server -> {
                    Seen seen = ok(server.infer(server.question().allBinary().binaryOutputs()));
                    assertThat(sizes(seen, true)).isEqualTo(seen.bytes().length);
                }),
                new Check("8.5", "one output may be otherwise", server -> {
                    Question question = server.question();
                    ObjectNode last = null;
                    for (JsonNode output : server.metadata().path("outputs")) {
                        last = question.json().withArray("outputs").addObject();
                        last.put("name", output.path("name").asText());
                    }
                    last.withObject("/parameters").put("binary_data", true);
                    Seen seen = ok(server.infer(question));
                    assertThat(sizes(seen, false)).isEqualTo(seen.bytes().length);
                    last.withObject("/parameters").put("binary_data", false);
                    Seen mixed = ok(server.infer(question.binaryOutputs()));
                    sizes(mixed, false);
                }),
                new Check("8.5", "a raw request is one row of the only input", server -> {
                    JsonNode inputs = server.metadata().path("inputs");
                    byte[] body = server.question().allBinary().body();
                    if (inputs.size() == 1) {
                        throw new Check.NotHere("only refusals are checked");
                    }
                    refused(server.infer(body, Map.of(Question.LENGTH, "0")), 400);
                }),
                new Check("8.5", "a size that is not that of the shape", refuses(q -> size(q, 1))),
                new Check("8.5", "a size beyond the body", refuses(q -> size(q, 1 << 30))),
                new Check("8.5", "a negative size", refuses(q -> size(q, -1))),
                new Check(
                        "8.5",
                        "data as well as bytes",
                        refuses(q -> q.input(0).putArray("data").add(0))),
                new Check("8.5", "bytes after the last tensor", server -> {
                    Question question = server.question().allBinary();
                    byte[] longer = Arrays.copyOf(question.body(), question.body().length + 3);
                    refused(server.infer(longer, question.headers()), 400);
                }),
                new Check("8.5", "a body cut short", server -> {
                    Question question = server.question().allBinary();
                    byte[] shorter = Arrays.copyOf(question.body(), question.body().length - 1);
                    refused(server.infer(shorter, question.headers()), 400);
                }),
                new Check(
                        "8.5",
                        "bytes without the length of the JSON",
                        server -> refused(
                                server.infer(server.question().allBinary().body(), Map.of()), 400)),
                new Check("8.5", "a length of JSON beyond the body", length("999999999")),
                new Check("8.5", "a length of JSON within the JSON", length("10")),
                new Check("8.5", "a length of JSON that is no number", length("many")),
                new Check("8.5", "a text longer than what is there", server -> {
                    Question question = server.question();
                    ObjectNode text = Check.present(question.inputOf(List.of("BYTES")), "input of BYTES");
                    text.remove("data");
                    question.blob(text, new byte[] {-1, -1, -1, -1, 'a'});
                    refused(server.infer(question), 400);
                }),
                new Check("8.7", "gzip and deflate requests are read", server -> {
                    for (String coding : List.of("gzip", "deflate")) {
                        Question question = server.question().allBinary().header("Content-Encoding", coding);
                        ok(server.infer(deflated(coding, question.body()), question.headers()));
                    }
                }),
                new Check("8.7", "a large answer is gzipped where that is accepted", server -> {
                    Question question = server.question();
                    byte[] plain = ok(server.infer(question)).bytes();
                    Seen seen = ok(server.infer(question.header("Accept-Encoding", "gzip")));
                    if (seen.header("Content-Encoding").equals("gzip")) {
                        assertThat(inflated(seen.bytes())).isEqualTo(plain);
                    } else {
                        assertThat(seen.bytes()).isEqualTo(plain);
                    }
                }),
                new Check(
                        "8.7",
                        "broken gzip is 400",
                        server -> refused(
                                server.infer(server.question().body(), Map.of("Content-Encoding", "gzip")), 400)),
                new Check(
                        "8.7",
                        "an unknown encoding is refused",
                        server -> refused(
                                server.infer(server.question().body(), Map.of("Content-Encoding", "br")), 400, 415)),
                new Check(
                        "8.7",
                        "a bomb of gzip is 413",
                        server -> refused(
                                server.infer(deflated("gzip", new byte[256 << 20]), Map.of("Content-Encoding", "gzip")),
                                413)));
    }

    /** What the JSON of an answer and the binary tensors after it come to. */
    private static long sizes(Seen seen, boolean all) {
        int json = Integer.parseInt(seen.header(Question.LENGTH));
        long sum = json;
        for (JsonNode output : seen.json(json).path("outputs")) {
            boolean binary = output.path("parameters").has("binary_data_size");
            assertThat(binary).as("binary, or in JSON").isNotEqualTo(output.has("data"));
            assertThat(binary || !all).isTrue();
            sum += output.path("parameters").path("binary_data_size").asLong();
        }
        return sum;
    }

    private static void size(Question question, long size) {
        question.input(0).withObject("/parameters").put("binary_data_size", size);
    }

    private static Check.Body refuses(Consumer<Question> spoil) {
        return server -> refused(server.infer(server.question().allBinary().change(spoil)), 400);
    }

    private static Check.Body length(String value) {
        return server -> refused(server.infer(server.question().allBinary().header(Question.LENGTH, value)), 400);
    }

    private static byte[] deflated(String coding, byte[] bytes) {
        ByteArrayOutputStream to = new ByteArrayOutputStream();
        try (OutputStream out = coding.equals("gzip") ? new GZIPOutputStream(to) : new DeflaterOutputStream(to)) {
            out.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return to.toByteArray();
    }

    private static byte[] inflated(byte[] bytes) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
