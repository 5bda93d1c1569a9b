package dev.signalbox.server.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** The samples of an image as they are in the file, without a conversion of colours; transparency is left out. */
final class RasterPixels implements Pixels {
    private final Raster raster;
    private final ColorModel model;
    private final int bands;
    private final int channels;
    private final int[] samples;

    RasterPixels(BufferedImage image) {
        this.raster = image.getRaster();
        this.model = image.getColorModel();
        this.bands = raster.getNumBands();
        boolean colours = model instanceof IndexColorModel || model.getNumColorComponents() >= 3;
        this.channels = colours ? 3 : 1;
        this.samples = new int[image.getWidth() * bands];
        if (!(model instanceof IndexColorModel) && model.getNumColorComponents() > 3) {
            throw new IllegalArgumentException("pictures of four colours are not taken");
        }
    }

    @Override
    public int width() {
        return raster.getWidth();
    }

    @Override
    public int height() {
        return raster.getHeight();
    }

    @Override
    public int channels() {
        return channels;
    }

    @Override
    public void line(int y, byte[] into) {
        raster.getPixels(raster.getMinX(), raster.getMinY() + y, width(), 1, samples);
        if (model instanceof IndexColorModel palette) {
            for (int x = 0; x < width(); x++) {
                into[3 * x] = (byte) palette.getRed(samples[x]);
                into[3 * x + 1] = (byte) palette.getGreen(samples[x]);
                into[3 * x + 2] = (byte) palette.getBlue(samples[x]);
            }
            return;
        }
        for (int channel = 0; channel < channels; channel++) {
            int bits = model.getComponentSize(channel);
            for (int x = 0; x < width(); x++) {
                into[x * channels + channel] = (byte) eightBits(samples[x * bands + channel], bits);
            }
        }
    }

    private static int eightBits(int sample, int bits) {
        return switch (bits) {
            case 8 -> sample;
            case 16 -> sample >> 8;
            default -> sample * 255 / ((1 << bits) - 1);
        };
    }
}
