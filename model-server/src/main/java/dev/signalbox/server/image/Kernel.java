package dev.signalbox.server.image;

/**
 * The weights with which the samples of one side of a picture make those of the side that is wanted: a triangle as wide as the
 * distance of two wanted samples, so that a picture that shrinks is averaged and does not flicker. Immutable.
 */
final class Kernel {
    /* Bilinear interpolation with antialiasing, as Pillow and torchvision do it: models were trained on such pictures. Weights
     * are whole numbers of 2^22ths, so that the result does not depend on the machine. */
    private static final int BITS = 22;
    private static final int HALF = 1 << (BITS - 1);

    private final int[] first;
    private final int[][] weights;

    private Kernel(int[] first, int[][] weights) {
        this.first = first;
        this.weights = weights;
    }

    /** So many samples, from an offset on, of a side that is scaled from one length to another. */
    static Kernel of(int from, int to, int offset, int count) {
        double scale = (double) from / to;
        double width = Math.max(1, scale);
        int[] first = new int[count];
        int[][] weights = new int[count][];
        for (int i = 0; i < count; i++) {
            double centre = (offset + i + 0.5) * scale;
            int low = (int) Math.max(0, Math.floor(centre - width + 0.5));
            int high = (int) Math.min(from, Math.floor(centre + width + 0.5));
            if (high <= low) {
                low = Math.clamp(low, 0, from - 1);
                high = low + 1;
            }
            first[i] = low;
            weights[i] = weights(low, high, centre, width);
        }
        return new Kernel(first, weights);
    }

    private static int[] weights(int low, int high, double centre, double width) {
        double[] exact = new double[high - low];
        double sum = 0;
        for (int j = 0; j < exact.length; j++) {
            exact[j] = Math.max(0, 1 - Math.abs((low + j + 0.5 - centre) / width));
            sum += exact[j];
        }
        int[] whole = new int[exact.length];
        for (int j = 0; j < whole.length; j++) {
            double share = sum == 0 ? 1.0 / whole.length : exact[j] / sum;
            whole[j] = (int) Math.round(share * (1 << BITS));
        }
        return whole;
    }

    int count() {
        return first.length;
    }

    /** The first sample that a wanted one is made of. */
    int first(int wanted) {
        return first[wanted];
    }

    /** The sample after the last one that a wanted one is made of. */
    int end(int wanted) {
        return first[wanted] + weights[wanted].length;
    }

    /** A wanted sample, of samples that lie so far from each other, of which the first of all is at {@code from}. */
    byte sample(int wanted, byte[] samples, int from, int step) {
        int[] mine = weights[wanted];
        long sum = HALF;
        int at = from + first[wanted] * step;
        for (int weight : mine) {
            sum += (long) weight * (samples[at] & 0xff);
            at += step;
        }
        return (byte) Math.clamp(sum >> BITS, 0, 255);
    }
}
