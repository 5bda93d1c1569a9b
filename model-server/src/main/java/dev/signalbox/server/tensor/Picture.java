package dev.signalbox.server.tensor;

/** A picture as a model takes it. Nobody changes its pixels once it is here. */
public final class Picture {
    private final byte[] pixels;
    private final double brightness;
    private final int width;
    private final int height;

    /** A picture that came with this width and height; the pixels now belong to it. */
    public Picture(byte[] pixels, double brightness, int width, int height) {
        this.pixels = pixels;
        this.brightness = brightness;
        this.width = width;
        this.height = height;
    }

    /** The values of the tensor of one row, a byte for each, not normalised yet. */
    public byte[] pixels() {
        return pixels;
    }

    /** The mean of the pixels, from 0 for black to 1 for white. */
    public double brightness() {
        return brightness;
    }

    /** How wide it was when it came. */
    public int width() {
        return width;
    }

    /** How high it was when it came. */
    public int height() {
        return height;
    }
}
