package dev.signalbox.server.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PiecesTest {
    @Property
    void allBytesComeInTheirOrder(@ForAll @Size(max = 20) List<@IntRange(max = 9_000) Integer> lengths) {
        Pieces pieces = new Pieces();
        Buffer all = Buffer.buffer();
        byte next = 0;
        for (int length : lengths) {
            Buffer piece = Buffer.buffer();
            for (int i = 0; i < length; i++) {
                piece.appendByte(next++);
            }
            pieces.add(piece);
            all.appendBuffer(piece);
        }

        assertThat(pieces.joined()).isEqualTo(all.getBytes());
    }

    @Test
    void aBodyWithoutBytesIsEmpty() {
        assertThat(new Pieces().joined()).isEmpty();
    }

    @Test
    void aPartOfAnotherBufferIsThatPart() {
        Pieces pieces = new Pieces();
        pieces.add(Buffer.buffer("abcdef").slice(2, 4));

        assertThat(pieces.joined()).isEqualTo(new byte[] {'c', 'd'});
    }
}
