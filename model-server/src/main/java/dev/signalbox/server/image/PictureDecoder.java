package dev.signalbox.server.image;

import dev.signalbox.server.signature.ImageSpec;
import dev.signalbox.server.tensor.Picture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Semaphore;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes JPEG and PNG by the JDK's own readers, without a display, and within bounds of memory and time. Thread safe. */
public final class PictureDecoder {
    /* A few bytes may say that they are a picture of a billion pixels, or hold a thousand passes over the whole of one: sizes are
     * looked at before anything is decoded, passes are counted, and what is decoded at the same time has together no more pixels
     * than one picture may have. */
    private static final int MOST_PASSES = 100;
    private static final int PNG_SIGNATURE = 8;
    private static final int PNG_CHUNK = 12;
    private static final int IEND = 0x49454e44;
    private static final byte MARKER = (byte) 0xff;
    private static final byte START_OF_SCAN = (byte) 0xda;

    private final int mostPixels;
    private final Semaphore room;

    /** A decoder of pictures of at most so many pixels. */
    public PictureDecoder(int mostPixels) {
        /* Said before any class of AWT is loaded: a server has no display, and must not look for one. */
        System.setProperty("java.awt.headless", "true");
        ImageIO.setUseCache(false);
        this.mostPixels = mostPixels;
        this.room = new Semaphore(mostPixels);
    }

    /** The picture, as the model takes it. */
    public Picture decode(ImageSpec spec, byte[] bytes) throws PictureRefused {
        String format = format(bytes);
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        if (!readers.hasNext()) {
            throw new IllegalStateException("this Java platform has no reader of " + format);
        }
        ImageReader reader = readers.next();
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            reader.setInput(in, true, true);
            return decode(spec, reader);
        } catch (IOException broken) {
            throw refused(format, broken);
        } finally {
            reader.dispose();
        }
    }

    private Picture decode(ImageSpec spec, ImageReader reader) throws IOException, PictureRefused {
        String format = reader.getFormatName();
        int pixels = 0;
        try {
            pixels = pixels(reader.getWidth(0), reader.getHeight(0));
            room.acquireUninterruptibly(pixels);
        } catch (RuntimeException broken) {
            throw refused(format, broken);
        }
        try {
            List<String> warnings = new ArrayList<>();
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            BufferedImage image = reader.read(0);
            /* JPEG's reader only warns where the bytes end too soon, and makes the rest up. */
            for (String warning : warnings) {
                if (warning.contains("Premature") || warning.contains("Truncated") || warning.contains("Corrupt")) {
                    throw new PictureRefused("must be a whole " + format + ", but it is damaged: " + warning);
                }
            }
            return Fitting.fit(spec, new RasterPixels(image));
        } catch (RuntimeException broken) {
            /* The readers tell of damage by exceptions of all kinds. */
            throw refused(format, broken);
        } finally {
            room.release(pixels);
        }
    }

    private int pixels(int width, int height) throws PictureRefused {
        if (width < 1 || height < 1 || (long) width * height > mostPixels) {
            throw new PictureRefused(
                    "must be a picture of 1 to " + mostPixels + " pixels, got " + width + " x " + height);
        }
        return width * height;
    }

    private static String format(byte[] bytes) throws PictureRefused {
        if (begins(bytes, 0xff, 0xd8, 0xff)) {
            int passes = 0;
            for (int i = 1; i < bytes.length; i++) {
                passes += bytes[i - 1] == MARKER && bytes[i] == START_OF_SCAN ? 1 : 0;
            }
            if (passes > MOST_PASSES) {
                throw new PictureRefused("must be a JPEG of at most " + MOST_PASSES + " scans, got " + passes);
            }
            return "jpeg";
        }
        if (begins(bytes, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
            checkChunks(bytes);
            return "png";
        }
        throw new PictureRefused("must be the bytes of a JPEG or of a PNG");
    }

    /* The reader does not mind a file that ends before its last chunk: each is a length, a name, so many bytes, and a checksum. */
    private static void checkChunks(byte[] bytes) throws PictureRefused {
        ByteBuffer chunks = ByteBuffer.wrap(bytes);
        long at = PNG_SIGNATURE;
        while (at + PNG_CHUNK <= bytes.length) {
            int length = chunks.getInt((int) at);
            boolean last = chunks.getInt((int) at + Integer.BYTES) == IEND;
            at += PNG_CHUNK + Integer.toUnsignedLong(length);
            if (last && at <= bytes.length) {
                return;
            }
        }
        throw new PictureRefused("must be a whole png, but it is cut off");
    }

    private static boolean begins(byte[] bytes, int... signature) {
        if (bytes.length < signature.length) {
            return false;
        }
        for (int i = 0; i < signature.length; i++) {
            if ((bytes[i] & 0xff) != signature[i]) {
                return false;
            }
        }
        return true;
    }

    private static PictureRefused refused(String format, Exception broken) {
        String why = String.valueOf(broken.getMessage());
        return new PictureRefused("must be a " + format + " that can be decoded, but: "
                + (why.length() <= 100 ? why : why.substring(0, 100) + "..."));
    }
}
