package dev.signalbox.api.telemetry;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why a copy of a request was not sent, or its answer not waited for. */
public enum MirrorDrop {
    /** Too many copies were waiting. */
    @JsonProperty("queue")
    QUEUE,
    /** It waited for longer than an answer may take. */
    @JsonProperty("late")
    LATE,
    /** The request's body is larger than what is copied, or all copies together are. */
    @JsonProperty("body")
    BODY,
    /** The version failed several times in a row and is left alone for a while. */
    @JsonProperty("breaker")
    BREAKER,
    /** The version has no endpoint. */
    @JsonProperty("endpoint")
    ENDPOINT
}
