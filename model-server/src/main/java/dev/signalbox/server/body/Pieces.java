package dev.signalbox.server.body;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bytes of one body as they came, which are put together once, when all are here. Not thread safe. */
public final class Pieces {
    /* Smaller ones are put together as they come: each by itself would take more memory than its bytes. */
    private static final int LEAST = 4_096;

    private final List<Buffer> pieces = new ArrayList<>(1);
    private @Nullable Buffer open;
    private int length;

    void add(Buffer piece) {
        length += piece.length();
        if (pieces.isEmpty() || piece.length() >= LEAST) {
            pieces.add(piece);
            open = null;
        } else if (open == null) {
            open = Buffer.buffer(LEAST).appendBuffer(piece);
            pieces.add(open);
        } else {
            open.appendBuffer(piece);
        }
    }

    /** All bytes, which now belong to the caller: nobody asks twice. */
    public byte[] joined() {
        if (pieces.size() == 1) {
            return own(pieces.getFirst());
        }
        byte[] all = new byte[length];
        int at = 0;
        for (Buffer piece : pieces) {
            piece.getBytes(all, at);
            at += piece.length();
        }
        return all;
    }

    /* Vert.x copies what it has read into an array of that length, for whoever gets it: there is no need for another copy. */
    @SuppressWarnings("deprecation")
    private static byte[] own(Buffer piece) {
        ByteBuf bytes = piece.getByteBuf();
        boolean whole = bytes.hasArray() && bytes.arrayOffset() == 0 && bytes.array().length == piece.length();
        return whole ? bytes.array() : piece.getBytes();
    }
}
