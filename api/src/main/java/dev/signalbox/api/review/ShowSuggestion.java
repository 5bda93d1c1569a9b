package dev.signalbox.api.review;

/** When reviewers see what the model says. */
public enum ShowSuggestion {
    /** Once the ticket is over, so as not to lead. */
    AfterDecision,
    /** From the beginning. */
    Always,
    /** Not at all. */
    Never
}
