package dev.signalbox.api.telemetry.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The position up to which everything was acknowledged, in a file of its own. Lost or damaged, it reads as 0: then what is
 * still there is sent again. Not thread safe.
 */
final class Acknowledged {
    private static final String NAME = "acknowledged";
    private static final int BYTES = 2 * Long.BYTES;

    private final FileChannel channel;
    private long position;

    Acknowledged(Path folder) throws IOException {
        channel = FileChannel.open(
                folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        ByteBuffer found = ByteBuffer.allocate(BYTES);
        channel.read(found, 0);
        found.flip();
        if (found.remaining() == BYTES) {
            long read = found.getLong();
            /* Written twice, the second time as its complement: a torn write does not pass for a position. */
            position = read >= 0 && found.getLong() == ~read ? read : 0;
        }
    }

    long position() {
        return position;
    }

    void moveTo(long further) throws IOException {
        position = further;
        channel.write(
                ByteBuffer.allocate(BYTES).putLong(further).putLong(~further).flip(), 0);
    }

    void close() throws IOException {
        channel.close();
    }
}
