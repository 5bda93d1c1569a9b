package dev.signalbox.api.verdict;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What an alarm looks at. The JSON name is the name in a spec. */
public enum Metric {
    /** Share of requests that the version failed (connect, timeout, 5xx), before failover. Router's windows. */
    @JsonProperty("errorRate")
    ERROR_RATE("errorRate"),
    /** Share of requests that the version answered with 400 to 499. Router's windows. */
    @JsonProperty("rejectionRate")
    REJECTION_RATE("rejectionRate"),
    /** Share of answered rows with a null output. Model server's windows. */
    @JsonProperty("nullOutputRate")
    NULL_OUTPUT_RATE("nullOutputRate"),
    /** The 99th percentile of the version's own latency, in milliseconds. Router's windows. */
    @JsonProperty("latencyP99")
    LATENCY_P99("latencyP99");

    private final String specName;

    Metric(String specName) {
        this.specName = specName;
    }

    /** The name in a spec. */
    public String specName() {
        return specName;
    }

    /** Whether the metric is a share between 0 and 1; the others are milliseconds. */
    public boolean isRate() {
        return this != LATENCY_P99;
    }
}
