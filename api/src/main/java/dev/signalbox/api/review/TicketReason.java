package dev.signalbox.api.review;

/** Why a person is asked. */
public enum TicketReason {
    /** People decide everything of the deployment. */
    HumanOnly,
    /** The model is not sure enough. */
    LowConfidence,
    /** The model did not answer, or did not say how sure it is. */
    NoPrediction
}
