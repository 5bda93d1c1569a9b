package dev.signalbox.api.review;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who decided on a ticket. */
public enum DecidedBy {
    /** A reviewer. */
    @JsonProperty("person")
    PERSON,
    /** The model, because nobody did in time. */
    @JsonProperty("model")
    MODEL
}
