package dev.signalbox.server.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class InflationTest {
    private static final int MOST = 100_000;

    private final BodyBudget budget = new BodyBudget(MOST);

    @Test
    void whatFitsIsGivenAndTakenOutOfTheBudget() throws Exception {
        Inflation inflation = new Inflation(budget, MOST);

        assertThat(inflation.inflate(ContentCoding.GZIP, zeros(MOST))).hasSize(MOST);
        assertThat(inflation.taken()).isEqualTo(MOST);
        assertThat(budget.held()).isEqualTo(MOST);
    }

    @Test
    void aBombIsTooLargeHoweverLittleRoomThereIs() throws IOException {
        for (int heldByOthers : new int[] {0, 1, MOST / 2, MOST}) {
            BodyBudget shared = new BodyBudget(MOST);
            shared.take(heldByOthers);

            assertThat(refusal(shared, zeros(50 * MOST)).isTooLarge())
                    .as("%d bytes held by others", heldByOthers)
                    .isTrue();
        }
    }

    @Test
    void whatHasNoRoomNowMayComeAgain() throws IOException {
        budget.take(1);

        assertThat(refusal(budget, zeros(MOST)).isTooLarge()).isFalse();
    }

    private static Inflation.Refused refusal(BodyBudget shared, byte[] body) {
        Inflation inflation = new Inflation(shared, MOST);
        return catchThrowableOfType(Inflation.Refused.class, () -> inflation.inflate(ContentCoding.GZIP, body));
    }

    private static byte[] zeros(int count) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(new byte[count]);
        }
        return bytes.toByteArray();
    }
}
