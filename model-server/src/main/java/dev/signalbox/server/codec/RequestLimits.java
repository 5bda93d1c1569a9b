package dev.signalbox.server.codec;

import dev.signalbox.api.Require;

/** What a request may be at most: how deeply nested its JSON, how many rows, how long its id. */
public record RequestLimits(int depth, int rows) {
    static final int LONGEST_ID = 1_024;

    public RequestLimits {
        Require.within("depth", depth, 8, 1_000);
        Require.within("rows", rows, 1, 10_000_000);
    }
}
