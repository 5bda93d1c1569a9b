package dev.signalbox.api.telemetry;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which kind of service counted a window. */
public enum Reporter {
    @JsonProperty("router")
    ROUTER,
    @JsonProperty("model-server")
    MODEL_SERVER
}
