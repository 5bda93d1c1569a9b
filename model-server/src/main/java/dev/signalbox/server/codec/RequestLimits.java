package dev.signalbox.server.codec;

import dev.signalbox.api.Require;

/** What a request may be at most: how deeply nested its JSON, how many rows, how long its id, how many pixels a picture. */
public record RequestLimits(int depth, int rows, int pixels) {
    static final int LONGEST_ID = 1_024;

    private static final int USUAL_PIXELS = 16_000_000;

    /** Limits with those of pictures that are usual. */
    public RequestLimits(int depth, int rows) {
        this(depth, rows, USUAL_PIXELS);
    }

    public RequestLimits {
        Require.within("depth", depth, 8, 1_000);
        Require.within("rows", rows, 1, 10_000_000);
        Require.within("pixels", pixels, 1, 200_000_000);
    }
}
