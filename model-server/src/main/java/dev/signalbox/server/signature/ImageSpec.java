package dev.signalbox.server.signature;

import dev.signalbox.api.Require;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tensor that a model takes a picture as: its size, its channels and their order, and what becomes of its values. */
public record ImageSpec(int width, int height, Channels channels, Layout layout, Fit fit, Scaling scaling) {
    private static final int MOST_SIDE = 4_096;

    public ImageSpec {
        Require.within("width", width, 1, MOST_SIDE);
        Require.within("height", height, 1, MOST_SIDE);
        Require.present("channels", channels);
        Require.present("layout", layout);
        Integer shorter = Require.present("fit", fit).shorterSide();
        if (shorter != null && shorter < Math.max(width, height)) {
            throw new IllegalArgumentException(
                    "shorterSide must be at least width and height, " + Math.max(width, height) + ", got " + shorter);
        }
        int expected = channels.count();
        if (Require.present("scaling", scaling).mean().size() != expected) {
            throw new IllegalArgumentException("mean and std must have " + expected
                    + " numbers, one for each channel, got " + scaling.mean().size());
        }
    }

    /** How many values a picture has. */
    public int values() {
        return width * height * channels.count();
    }

    /** Which channels, in which order. */
    public enum Channels {
        RGB(3),
        BGR(3),
        GRAY(1);

        private final int count;

        Channels(int count) {
            this.count = count;
        }

        /** How many there are. */
        public int count() {
            return count;
        }
    }

    /** The order of the tensor's dimensions after the rows. */
    public enum Layout {
        /** Channels, height, width. */
        NCHW,
        /** Height, width, channels. */
        NHWC
    }

    /** How a picture of another size comes to the size of the tensor. */
    public enum Manner {
        /** Both sides by themselves, whatever becomes of the proportions. */
        STRETCH,
        /** In proportion until it covers the tensor; what stands out on both sides is cut off. */
        COVER,
        /** In proportion until it fits into the tensor; what stays free on both sides is black. */
        CONTAIN
    }

    /** The manner; one that covers may be scaled further, until its shorter side has so many pixels. */
    public record Fit(Manner manner, @Nullable Integer shorterSide) {
        public Fit {
            Require.present("fit", manner);
            if (shorterSide != null) {
                Require.within("shorterSide", shorterSide, 1, 2 * MOST_SIDE);
                if (manner != Manner.COVER) {
                    throw new IllegalArgumentException("shorterSide must be given for fit cover alone");
                }
            }
        }
    }

    /** A value from 0 to 1 becomes (value - mean) / std, of its channel. */
    public record Scaling(List<Double> mean, List<Double> std) {
        private static final double LARGEST = 1e6;
        private static final double LEAST = 1e-6;

        public Scaling {
            mean = List.copyOf(mean);
            std = List.copyOf(std);
            if (mean.size() != std.size()) {
                throw new IllegalArgumentException(
                        "mean and std must have as many numbers, got " + mean.size() + " and " + std.size());
            }
            mean.forEach(value -> Require.within("mean", value, -LARGEST, LARGEST));
            std.forEach(value -> Require.within("std", value, LEAST, LARGEST));
        }

        /** From 0 to 1, as it is. */
        public static Scaling none(Channels channels) {
            return new Scaling(
                    java.util.Collections.nCopies(channels.count(), 0.0),
                    java.util.Collections.nCopies(channels.count(), 1.0));
        }
    }
}
