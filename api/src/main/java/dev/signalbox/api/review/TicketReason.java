package dev.signalbox.api.review;

/** Why a person is asked. */
public enum TicketReason {
    /** People decide everything of the deployment. */
    HumanOnly,
    /** The model is not sure enough. */
    LowConfidence,
    /** The model did not answer, or did not say how sure it is. */
    NoPrediction,
    /** The machine has decided, and a person checks it. */
    Audit,
    /** The machine has decided, and on a copy of the request another version says something else. */
    Disagreement;

    /** Whether the application has its answer already: nobody waits for what a person says. */
    public boolean afterwards() {
        return this == Audit || this == Disagreement;
    }
}
