package dev.signalbox.server.signature;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What an input means to the model. */
public enum InputKind {
    /** A quantity. */
    @JsonProperty("numeric")
    NUMERIC,
    /** Yes or no: true or false, or 1 or 0. */
    @JsonProperty("flag")
    FLAG,
    /** One of a known set of texts. */
    @JsonProperty("category")
    CATEGORY,
    /** Any text: the model takes its length in characters. */
    @JsonProperty("text")
    TEXT,
    /** The bytes of a JPEG or PNG: the model takes its pixels. */
    @JsonProperty("image")
    IMAGE
}
