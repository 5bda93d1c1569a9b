package dev.signalbox.api.telemetry.spool;

import java.io.IOException;

/** How an item is written to disk and read back. */
public interface Codec<T> {
    /** The item as bytes. */
    byte[] write(T item) throws IOException;

    /** The item of these bytes; fails with an {@code IOException} or {@code RuntimeException} if they are none. */
    T read(byte[] bytes) throws IOException;
}
