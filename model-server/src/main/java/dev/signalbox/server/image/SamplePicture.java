package dev.signalbox.server.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** A gray PNG of any size, for inferences that nobody asked for. */
public final class SamplePicture {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int MIDDLE = 128;
    private static final int BITS = 8;

    private SamplePicture() {}

    /** The bytes of the PNG. */
    public static byte[] png(int width, int height) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(SIGNATURE);
        chunk(
                png,
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put((byte) BITS)
                        .array());
        chunk(png, "IDAT", pixels(width, height));
        chunk(png, "IEND", new byte[0]);
        return png.toByteArray();
    }

    private static byte[] pixels(int width, int height) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        /* Each line after the number of its filter, none. */
        byte[] line = new byte[1 + width];
        java.util.Arrays.fill(line, 1, line.length, (byte) MIDDLE);
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater)) {
            for (int y = 0; y < height; y++) {
                out.write(line);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing into memory failed", impossible);
        } finally {
            deflater.end();
        }
        return packed.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 sum = new CRC32();
        sum.update(name);
        sum.update(data);
        png.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(data.length).array());
        png.writeBytes(name);
        png.writeBytes(data);
        png.writeBytes(
                ByteBuffer.allocate(Integer.BYTES).putInt((int) sum.getValue()).array());
    }
}
