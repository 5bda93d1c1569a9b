package dev.signalbox.server.learning;

import dev.signalbox.api.sample.RequestSample;

/** What a row is used for. */
public enum Part {
    /** The weights are fitted to it. */
    TRAINING,
    /** It says when to stop. */
    VALIDATION,
    /** Both versions are judged by it, and nothing is chosen by it. */
    HELD_OUT;

    private static final double HELD_OUT_SHARE = 0.25;
    private static final double VALIDATION_SHARE = 0.15;

    /* A hash of its own: requests are recorded by a hash of the id alone, so that all recorded ones have a low one. */
    private static final String SALT = "held out: ";

    /** The part of a request: by its id alone, so that it is the same in every training. */
    public static Part of(String requestId) {
        double place = RequestSample.place(SALT + requestId);
        if (place < HELD_OUT_SHARE) {
            return HELD_OUT;
        }
        return place < HELD_OUT_SHARE + VALIDATION_SHARE ? VALIDATION : TRAINING;
    }
}
