package dev.signalbox.operator.plan;

/** How many instances a candidate has while it is judged. */
public enum CandidateReplicas {
    /** As its share of the requests needs. */
    Proportional,
    /** All of them, from the start. */
    Full
}
