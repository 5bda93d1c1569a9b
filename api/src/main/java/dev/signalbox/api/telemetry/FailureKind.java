package dev.signalbox.api.telemetry;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a version failed a request, as the router saw it and before any failover. */
public enum FailureKind {
    /** No connection could be had, or it broke before the answer was whole. */
    @JsonProperty("connect")
    CONNECT,
    /** No answer within the request's deadline. */
    @JsonProperty("timeout")
    TIMEOUT,
    /** An answer with a status of 500 or more. */
    @JsonProperty("5xx")
    SERVER_ERROR,
    /** Refused by the router itself for want of capacity. */
    @JsonProperty("shed")
    SHED
}
