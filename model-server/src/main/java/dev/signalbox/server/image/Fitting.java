package dev.signalbox.server.image;

import dev.signalbox.server.signature.ImageSpec;
import dev.signalbox.server.tensor.Picture;

/** Brings a picture to the size and the channels of a tensor. Pure. */
final class Fitting {
    private static final int WHITE = 255;

    private Fitting() {}

    static Picture fit(ImageSpec spec, Pixels pixels) {
        Placement[] placements = Placement.of(spec, pixels.width(), pixels.height());
        byte[] scaled = scale(pixels, placements[0], placements[1]);
        byte[] fitted = new byte[spec.values()];
        double brightness = place(spec, scaled, pixels.channels(), placements, fitted);
        return new Picture(fitted, brightness, pixels.width(), pixels.height());
    }

    /* First every line that is needed along its width, then the columns of what that gives. */
    private static byte[] scale(Pixels pixels, Placement across, Placement down) {
        int channels = pixels.channels();
        Kernel horizontal = Kernel.of(pixels.width(), across.scaled(), across.offset(), across.count());
        Kernel vertical = Kernel.of(pixels.height(), down.scaled(), down.offset(), down.count());
        int stride = across.count() * channels;
        byte[] line = new byte[pixels.width() * channels];
        byte[] out = new byte[Math.multiplyExact(down.count(), stride)];
        Lines lines = new Lines(vertical, stride);
        for (int y = 0; y < down.count(); y++) {
            for (int source = lines.next(y); source < vertical.end(y); source++) {
                pixels.line(source, line);
                byte[] narrow = lines.room(source);
                for (int x = 0; x < across.count(); x++) {
                    for (int channel = 0; channel < channels; channel++) {
                        narrow[x * channels + channel] = horizontal.sample(x, line, channel, channels);
                    }
                }
            }
            lines.mix(y, out);
        }
        return out;
    }

    /** The lines that the next wanted ones are made of: as many as one needs, and each is read once. */
    private static final class Lines {
        private final Kernel vertical;
        private final byte[][] kept;
        private final int stride;
        private int read;

        Lines(Kernel vertical, int stride) {
            this.vertical = vertical;
            this.stride = stride;
            int most = 1;
            for (int y = 0; y < vertical.count(); y++) {
                most = Math.max(most, vertical.end(y) - vertical.first(y));
            }
            this.kept = new byte[most][];
            this.read = vertical.first(0);
        }

        int next(int wanted) {
            read = Math.max(read, vertical.first(wanted));
            return read;
        }

        byte[] room(int line) {
            read = line + 1;
            int place = line % kept.length;
            if (kept[place] == null) {
                kept[place] = new byte[stride];
            }
            return kept[place];
        }

        void mix(int wanted, byte[] out) {
            int first = vertical.first(wanted);
            int length = vertical.end(wanted) - first;
            byte[] column = new byte[length];
            for (int i = 0; i < stride; i++) {
                for (int j = 0; j < length; j++) {
                    column[j] = kept[(first + j) % kept.length][i];
                }
                out[wanted * stride + i] = vertical.sample(wanted, column, -first, 1);
            }
        }
    }

    private static double place(ImageSpec spec, byte[] scaled, int channels, Placement[] placements, byte[] fitted) {
        Placement across = placements[0];
        Placement down = placements[1];
        long light = 0;
        for (int y = 0; y < down.count(); y++) {
            for (int x = 0; x < across.count(); x++) {
                int from = (y * across.count() + x) * channels;
                int red = scaled[from] & 0xff;
                int green = channels == 1 ? red : scaled[from + 1] & 0xff;
                int blue = channels == 1 ? red : scaled[from + 2] & 0xff;
                int gray = gray(red, green, blue);
                light += gray;
                int pixel = (down.at() + y) * spec.width() + across.at() + x;
                switch (spec.channels()) {
                    case GRAY -> fitted[pixel] = (byte) gray;
                    case RGB -> put(spec, fitted, pixel, red << 16 | green << 8 | blue);
                    case BGR -> put(spec, fitted, pixel, blue << 16 | green << 8 | red);
                }
            }
        }
        return (double) light / WHITE / ((double) spec.width() * spec.height());
    }

    /* The weights of ITU-R BT.601, in 2^16ths, as Pillow has them. */
    private static int gray(int red, int green, int blue) {
        return (red * 19_595 + green * 38_470 + blue * 7_471 + 0x8000) >> 16;
    }

    private static void put(ImageSpec spec, byte[] fitted, int pixel, int colours) {
        boolean planes = spec.layout() == ImageSpec.Layout.NCHW;
        int step = planes ? spec.width() * spec.height() : 1;
        int at = planes ? pixel : 3 * pixel;
        fitted[at] = (byte) (colours >> 16);
        fitted[at + step] = (byte) (colours >> 8);
        fitted[at + 2 * step] = (byte) colours;
    }
}
