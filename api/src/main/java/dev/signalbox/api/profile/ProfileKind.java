package dev.signalbox.api.profile;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What is counted of a value. */
public enum ProfileKind {
    /** The number itself; truth is 1 or 0. */
    @JsonProperty("numeric")
    NUMERIC,
    /** Which of the known texts it is. */
    @JsonProperty("category")
    CATEGORY,
    /** How long a text is, in characters. */
    @JsonProperty("text")
    TEXT
}
