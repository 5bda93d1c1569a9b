package dev.signalbox.server.codec;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;

/** The parameters of a message or of a part of it: passed over, but for those that would ask for another answer. */
final class MessageParameters {
    private static final int KEY = 1;
    private static final int MOST = 64;

    private final String where;
    private int count;

    MessageParameters(String where) {
        this.where = where;
    }

    /** Adds an entry of the map. */
    void add(MessagePiece entry) throws IOException {
        count++;
        if (count > MOST) {
            throw new RequestRefused(where + " must have at most " + MOST + " keys");
        }
        CodedInputStream in = entry.stream();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (MessagePiece.delimited(tag) == KEY) {
                TensorParameters.checkOffered(in.readStringRequireUtf8(), where);
            } else {
                MessagePiece.skip(in, tag);
            }
        }
    }
}
