package dev.signalbox.api.route;

/** Which of the two a backend is: the one that serves and answers for others, or the one that is judged. */
public enum BackendRole {
    Stable,
    Candidate
}
