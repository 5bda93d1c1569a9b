package dev.signalbox.api.verdict;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What an alarm looks at. The JSON name is the name in a spec. */
public enum Metric {
    /** Share of requests that the version failed (connect, timeout, 5xx), before failover. Router's windows. */
    @JsonProperty("errorRate")
    ERROR_RATE("errorRate", Unit.SHARE),
    /** Share of requests that the version answered with 400 to 499. Router's windows. */
    @JsonProperty("rejectionRate")
    REJECTION_RATE("rejectionRate", Unit.SHARE),
    /** Share of answered rows with a null output. Model server's windows. */
    @JsonProperty("nullOutputRate")
    NULL_OUTPUT_RATE("nullOutputRate", Unit.SHARE),
    /** The 99th percentile of the version's own latency, in milliseconds. Router's windows. */
    @JsonProperty("latencyP99")
    LATENCY_P99("latencyP99", Unit.MILLISECONDS),
    /** How often a router's own guard ejected the version. Router's windows. */
    @JsonProperty("ejections")
    EJECTIONS("ejections", Unit.COUNT),
    /** How far a feature's values moved from those of the training data, or from stable's. Model server's profiles. */
    @JsonProperty("featureDrift")
    FEATURE_DRIFT("featureDrift", Unit.DISTANCE),
    /** How far the version's answers moved. Model server's profiles. */
    @JsonProperty("predictionDrift")
    PREDICTION_DRIFT("predictionDrift", Unit.DISTANCE),
    /** How far the version's confidence moved from stable's. Model server's profiles. */
    @JsonProperty("confidenceDrift")
    CONFIDENCE_DRIFT("confidenceDrift", Unit.DISTANCE),
    /** Share of a feature's values that are missing. Model server's profiles. */
    @JsonProperty("missingRate")
    MISSING_RATE("missingRate", Unit.SHARE),
    /** Share of requests that both versions answered, and answered differently. Records. */
    @JsonProperty("disagreement")
    DISAGREEMENT("disagreement", Unit.SHARE),
    /** Share of labelled requests that the version answered as the label says. Records and feedback. */
    @JsonProperty("accuracy")
    ACCURACY("accuracy", Unit.SHARE),
    /** Share of requests that the version answered as a person decided. Records and feedback. */
    @JsonProperty("decisionAgreement")
    DECISION_AGREEMENT("decisionAgreement", Unit.SHARE),
    /** Share of requests whose answer was taken. Records and feedback. */
    @JsonProperty("clickRate")
    CLICK_RATE("clickRate", Unit.SHARE),
    /** Share of requests after which the user asked again. Records and feedback. */
    @JsonProperty("redoRate")
    REDO_RATE("redoRate", Unit.SHARE),
    /** How long nothing was heard of the version, in milliseconds. Router's windows. */
    @JsonProperty("silence")
    SILENCE("silence", Unit.MILLISECONDS),
    /** What a Prometheus query answers. */
    @JsonProperty("prometheus")
    PROMETHEUS("prometheus", Unit.NUMBER),
    /** The candidate's share of the requests, which is checked in any case and has no alarm. Router's windows. */
    @JsonProperty("trafficSplit")
    TRAFFIC_SPLIT("trafficSplit", Unit.SHARE);

    /** The metrics of which a limit can be learned, as messages name them. */
    public static final String LEARNABLE =
            "errorRate, rejectionRate, nullOutputRate, missingRate, latencyP99, featureDrift and predictionDrift";

    private final String specName;
    private final Unit unit;

    Metric(String specName, Unit unit) {
        this.specName = specName;
        this.unit = unit;
    }

    /** The name in a spec. */
    public String specName() {
        return specName;
    }

    /** What it is counted in. */
    public Unit unit() {
        return unit;
    }

    /** Whether the metric is a share between 0 and 1. */
    public boolean isRate() {
        return unit == Unit.SHARE;
    }

    /** Whether the metric is a distance between distributions. */
    public boolean isDrift() {
        return unit == Unit.DISTANCE;
    }

    /** Whether less of it is worse. */
    public boolean isBetterWhenHigh() {
        return switch (this) {
            case ACCURACY, DECISION_AGREEMENT, CLICK_RATE -> true;
            default -> false;
        };
    }

    /** Whether a rule may be about it. */
    public boolean hasAlarms() {
        return this != TRAFFIC_SPLIT;
    }

    /** Whether it is of a feature, or of all of them. */
    public boolean isOfFeatures() {
        return this == FEATURE_DRIFT || this == MISSING_RATE;
    }

    /** Whether a limit of it can be learned from stable's history. */
    public boolean isLearnable() {
        return switch (this) {
            case ERROR_RATE, REJECTION_RATE, NULL_OUTPUT_RATE, MISSING_RATE -> true;
            case LATENCY_P99, FEATURE_DRIFT, PREDICTION_DRIFT -> true;
            default -> false;
        };
    }

    /** Whether it is about what users do: each of them counts once, however many requests are theirs. */
    public boolean isOfUsers() {
        return this == CLICK_RATE || this == REDO_RATE;
    }

    /** Whether it can be compared with stable over the same time. */
    public boolean isComparable() {
        return this != EJECTIONS && this != SILENCE && this != PROMETHEUS;
    }
}
