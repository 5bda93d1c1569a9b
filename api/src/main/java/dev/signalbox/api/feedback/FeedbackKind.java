package dev.signalbox.api.feedback;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What feedback says. */
public enum FeedbackKind {
    /** The truth, as it turned out. */
    @JsonProperty("label")
    LABEL,
    /** What a person decided. */
    @JsonProperty("decision")
    DECISION,
    /** The user took what was offered. */
    @JsonProperty("click")
    CLICK,
    /** The user asked again. */
    @JsonProperty("redo")
    REDO
}
