package dev.signalbox.server.serving;

/** Why a request is answered without a prediction. */
public enum Refusal {
    /** It is wrong. */
    WRONG,
    /** It is about another model. */
    UNKNOWN,
    /** The model failed on it. */
    FAILED,
    /** There is more to do than may wait: soon there may be less. */
    BUSY,
    /** Its time passed before the model was free. */
    LATE
}
