package dev.signalbox.server.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.server.codec.RequestRefused;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ContentCodingTest {
    private static final byte[] TEXT = "signal".repeat(1_000).getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip | GZIP",
                "deflate, gzip;q=0.5 | DEFLATE",
                "br, GZIP ;q=0.1 | GZIP",
                "gzip;q=0 | IDENTITY",
                "gzip;q=x | IDENTITY",
                "* | IDENTITY",
                ",, | IDENTITY",
                "identity | IDENTITY"
            })
    void answersInTheCodingThatIsPreferredByName(String accepted, ContentCoding expected) {
        assertThat(ContentCoding.accepted(accepted)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsDeflatedIsInflated(ContentCoding coding) throws Exception {
        BodyBudget budget = new BodyBudget(10_000);
        Inflation inflation = new Inflation(budget, 6_000);

        assertThat(inflation.inflate(coding, Deflation.deflate(coding, TEXT))).isEqualTo(TEXT);
        assertThat(inflation.taken()).isEqualTo(budget.held());
    }

    @Test
    void deflateWithoutItsWrappingIsInflatedToo() throws Exception {
        ByteArrayOutputStream bare = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try (DeflaterOutputStream out = new DeflaterOutputStream(bare, deflater)) {
            out.write(TEXT);
        } finally {
            deflater.end();
        }

        assertThat(new Inflation(new BodyBudget(10_000), 6_000).inflate(ContentCoding.DEFLATE, bare.toByteArray()))
                .isEqualTo(TEXT);
    }

    @Test
    void whatInflatesToTooMuchIsRefusedAndHoldsNoMoreThanItMay() {
        byte[] bomb = Deflation.deflate(ContentCoding.GZIP, new byte[10 << 20]);
        BodyBudget budget = new BodyBudget(1 << 20);

        assertThatThrownBy(() -> new Inflation(budget, 100_000).inflate(ContentCoding.GZIP, bomb))
                .isInstanceOfSatisfying(
                        Inflation.Refused.class,
                        much -> assertThat(much.isTooLarge()).isTrue());
        assertThat(budget.held()).isLessThanOrEqualTo(100_000);
        assertThatThrownBy(() -> new Inflation(new BodyBudget(1_000), 10 << 20).inflate(ContentCoding.GZIP, bomb))
                .isInstanceOfSatisfying(
                        Inflation.Refused.class,
                        much -> assertThat(much.isTooLarge()).isFalse());
    }

    @Test
    void whatIsBrokenIsRefused() {
        byte[] whole = Deflation.deflate(ContentCoding.GZIP, TEXT);
        byte[] half = java.util.Arrays.copyOf(whole, whole.length / 2);

        for (byte[] broken : new byte[][] {TEXT, new byte[0], half}) {
            assertThatThrownBy(() -> new Inflation(new BodyBudget(10_000), 10_000).inflate(ContentCoding.GZIP, broken))
                    .isInstanceOf(RequestRefused.class)
                    .hasMessage("body must be whole and of Content-Encoding gzip");
        }
    }
}
