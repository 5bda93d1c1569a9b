package dev.signalbox.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.server.conformance.Subject.Seen;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.sessions.JqwikSession;

/** Requests that something happened to on their way: each is answered, in time, and never with a failure of the server. */
final class Fuzz {
    private static final int TRIES = 400;
    private static final int GENERATOR_SIZE = 1_000;
    private static final List<String> PIECES = List.of(
            "null",
            "NaN",
            "1e999",
            "-1",
            "[",
            "]",
            "{",
            "}",
            "\"",
            ",",
            ":",
            "\u0000",
            "true",
            "[[]]",
            "\"shape\":[2]",
            "9223372036854775808",
            "18446744073709551616",
            "\"binary_data_size\":4",
            "\"parameters\":{}",
            "0.5",
            "\uD83D\uDE00");

    private Fuzz() {}

    /** One change: so many bytes at a place become others. */
    record Change(int at, int removed, String inserted) {}

    /** A request before its changes: binary or not, how the JSON's length is told, and how the body is said to be packed. */
    record Start(boolean binary, int lengthOff, String encoding, List<Change> changes) {}

    static void run(Subject server) throws InterruptedException {
        long seed = System.nanoTime();
        JqwikSession.start();
        try {
            Random random = new Random(seed);
            RandomGenerator<Start> starts = starts().generator(GENERATOR_SIZE, true);
            for (int i = 0; i < TRIES; i++) {
                Start start = starts.next(random).value();
                Seen seen = ask(server, start);
                assertThat(seen.status())
                        .as(() ->
                                "seed " + seed + ", " + start + ": " + new String(seen.bytes(), StandardCharsets.UTF_8))
                        .isBetween(200, 499);
                if (seen.status() != 200) {
                    Check.refused(seen, seen.status());
                }
            }
        } finally {
            JqwikSession.finish();
        }
    }

    private static Seen ask(Subject server, Start start) throws InterruptedException {
        Question question = server.question();
        if (start.binary()) {
            question.allBinary().binaryOutputs();
        }
        byte[] body = question.body();
        for (Change change : start.changes()) {
            body = apply(body, change);
        }
        Map<String, String> headers = new HashMap<>();
        if (start.binary()) {
            headers.put(Question.LENGTH, String.valueOf(question.text().length + start.lengthOff()));
        }
        if (!start.encoding().isEmpty()) {
            headers.put("Content-Encoding", start.encoding());
        }
        return server.infer(body, headers);
    }

    private static Arbitrary<Start> starts() {
        Arbitrary<Change> change = Combinators.combine(
                        Arbitraries.integers().between(0, 4_000),
                        Arbitraries.integers().between(0, 60),
                        Arbitraries.oneOf(
                                Arbitraries.of(PIECES), Arbitraries.strings().ofMaxLength(8)))
                .as(Change::new);
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.frequencyOf(
                                net.jqwik.api.Tuple.of(4, Arbitraries.just(0)),
                                net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(-50, 50))),
                        Arbitraries.of("", "", "", "", "gzip", "deflate", "identity", "br"),
                        change.list().ofMinSize(0).ofMaxSize(4))
                .as(Start::new);
    }

    private static byte[] apply(byte[] body, Change change) {
        int at = Math.min(change.at(), body.length);
        int after = Math.min(body.length, at + change.removed());
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        changed.write(body, 0, at);
        changed.writeBytes(change.inserted().getBytes(StandardCharsets.UTF_8));
        changed.write(body, after, body.length - after);
        return changed.toByteArray();
    }
}
