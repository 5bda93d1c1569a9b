package dev.signalbox.server.image;

import dev.signalbox.server.signature.ImageSpec;

/**
 * Where a picture comes to lie in the tensor, along one side: it is scaled to {@code scaled} samples, of which {@code count}
 * from {@code offset} on are used, and stand in the tensor from {@code at} on.
 */
record Placement(int scaled, int offset, int count, int at) {
    static Placement[] of(ImageSpec spec, int width, int height) {
        return switch (spec.fit().manner()) {
            case STRETCH -> new Placement[] {whole(spec.width()), whole(spec.height())};
            case COVER -> covering(spec, width, height);
            case CONTAIN -> {
                double scale = Math.min((double) spec.width() / width, (double) spec.height() / height);
                yield new Placement[] {contained(spec.width(), width * scale), contained(spec.height(), height * scale)
                };
            }
        };
    }

    private static Placement[] covering(ImageSpec spec, int width, int height) {
        Integer shorter = spec.fit().shorterSide();
        long scaledWidth;
        long scaledHeight;
        if (shorter == null) {
            double scale = Math.max((double) spec.width() / width, (double) spec.height() / height);
            scaledWidth = Math.max(spec.width(), Math.round(width * scale));
            scaledHeight = Math.max(spec.height(), Math.round(height * scale));
        } else {
            /* The longer side is cut to a whole number, as torchvision does it. */
            scaledWidth = width <= height ? shorter : (long) shorter * width / height;
            scaledHeight = width <= height ? (long) shorter * height / width : shorter;
        }
        return new Placement[] {cut(spec.width(), scaledWidth), cut(spec.height(), scaledHeight)};
    }

    private static Placement whole(int side) {
        return new Placement(side, 0, side, 0);
    }

    private static Placement cut(int side, long scaled) {
        return new Placement((int) scaled, (int) Math.rint((scaled - side) / 2.0), side, 0);
    }

    private static Placement contained(int side, double scaled) {
        int whole = Math.clamp(Math.round(scaled), 1, side);
        return new Placement(whole, 0, whole, (side - whole) / 2);
    }
}
