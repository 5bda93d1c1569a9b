package dev.signalbox.server.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever happens to a request on its way, it is read or refused with a message, never anything else. */
class MutatedRequestsTest {
    private static final byte[] GOOD = Requests.GOOD.getBytes(StandardCharsets.UTF_8);
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
            "\\u0000",
            "\u0000",
            "true",
            "[[]]",
            "9223372036854775808",
            "\"name\"",
            "\"shape\":[2]",
            "\"data\":[1,2],",
            "0.5",
            "\uD83D\uDE00");

    record Change(int at, int removed, String inserted) {}

    @Property(tries = 2_000)
    void areReadOrRefused(@ForAll("changes") List<Change> changes) {
        byte[] body = GOOD;
        for (Change change : changes) {
            body = apply(body, change);
        }
        try {
            InferRequest request = Requests.reader().read(body);
            assertThat(request.batch().matrix())
                    .hasSize(request.batch().rows() * request.batch().columns());
        } catch (RequestRefused refused) {
            assertThat(refused.text()).isNotBlank().hasSizeLessThan(600);
        }
    }

    @Property(tries = 500)
    void randomBytesAreRefused(@ForAll byte[] body) {
        try {
            Requests.reader().read(body);
        } catch (RequestRefused refused) {
            assertThat(refused.text()).isNotBlank();
        }
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, GOOD.length - 1),
                        Arbitraries.integers().between(0, 40),
                        Arbitraries.oneOf(
                                Arbitraries.of(PIECES), Arbitraries.strings().ofMaxLength(8)))
                .as(Change::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
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
