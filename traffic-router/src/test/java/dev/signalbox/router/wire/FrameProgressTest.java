package dev.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FrameProgressTest {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;

    private static byte[] frame(int type, int flags, int length) {
        ByteBuf frame = Unpooled.buffer();
        frame.writeMedium(length).writeByte(type).writeByte(flags).writeInt(1).writeZero(length);
        byte[] bytes = new byte[frame.readableBytes()];
        frame.readBytes(bytes);
        return bytes;
    }

    private static FrameProgress after(int before, byte[]... read) {
        FrameProgress progress = new FrameProgress(before);
        for (byte[] bytes : read) {
            progress.read(Unpooled.wrappedBuffer(bytes));
        }
        return progress;
    }

    private static byte[] first(byte[] bytes, int count) {
        return Arrays.copyOf(bytes, count);
    }

    @Test
    void theGreetingAndWhatHasBegunAreOwed() {
        assertThat(after(FrameProgress.AT_PREFACE).owing()).isTrue();
        assertThat(after(FrameProgress.AT_PREFACE, new byte[FrameProgress.AT_PREFACE])
                        .owing())
                .isFalse();
        assertThat(after(0, first(frame(SETTINGS, 0, 6), 3)).owing()).isTrue();
        assertThat(after(0, first(frame(SETTINGS, 0, 6), 12)).owing()).isTrue();
        assertThat(after(0, frame(SETTINGS, 0, 6)).owing()).isFalse();
    }

    @Test
    void aHeaderIsOwedUntilItsEndHoweverManyFramesThatTakes() {
        assertThat(after(0, frame(HEADERS, 0, 10)).owing()).isTrue();
        assertThat(after(0, frame(HEADERS, 0, 10), frame(CONTINUATION, 0, 10)).owing())
                .isTrue();
        FrameProgress ended = after(0, frame(HEADERS, 0, 10), frame(CONTINUATION, END_HEADERS, 10));
        assertThat(ended.owing()).isFalse();
        assertThat(ended.begun()).isEqualTo(1);
    }

    @Test
    void aBodyHasTheTimeOfItsRequest() {
        assertThat(after(0, first(frame(DATA, 0, 100), 50)).owing()).isFalse();
        assertThat(after(0, first(frame(DATA, 0, 100), 5)).owing()).isTrue();
    }

    @Property(tries = 300)
    void itDoesNotMatterHowTheBytesArrive(@ForAll long seed) {
        SplittableRandom chance = new SplittableRandom(seed);
        List<byte[]> frames = new ArrayList<>();
        int total = 0;
        for (int i = 0; i < 20; i++) {
            byte[] frame = frame(chance.nextInt(10), chance.nextInt(8), chance.nextInt(300));
            frames.add(frame);
            total += frame.length;
        }
        ByteBuf all = Unpooled.buffer(total);
        frames.forEach(all::writeBytes);
        int cut = chance.nextInt(total + 1);
        FrameProgress whole = new FrameProgress(0);
        whole.read(all.slice(0, cut));
        FrameProgress pieces = new FrameProgress(0);
        int at = 0;
        while (at < cut) {
            int step = Math.min(cut - at, 1 + chance.nextInt(50));
            pieces.read(all.slice(at, step));
            at += step;
        }
        assertThat(pieces.owing()).isEqualTo(whole.owing());
        assertThat(pieces.begun()).isEqualTo(whole.begun());
    }
}
