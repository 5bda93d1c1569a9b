package dev.signalbox.server.body;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Compresses answers that are worth it, for speed rather than for size. */
public final class Deflation {
    /** Smaller answers are sent as they are. */
    public static final int LEAST = 1_024;

    private Deflation() {}

    /** The bytes, deflated. */
    public static byte[] deflate(ContentCoding coding, byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        ByteArrayOutputStream deflated = new ByteArrayOutputStream(LEAST);
        try (OutputStream out = open(coding, deflated, deflater)) {
            out.write(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing into memory failed", impossible);
        } finally {
            deflater.end();
        }
        return deflated.toByteArray();
    }

    private static OutputStream open(ContentCoding coding, OutputStream to, Deflater deflater) throws IOException {
        return switch (coding) {
            case IDENTITY -> to;
            case GZIP -> new FastGzip(to);
            case DEFLATE -> new DeflaterOutputStream(to, deflater);
        };
    }

    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream to) throws IOException {
            super(to);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
