package dev.signalbox.operator.plan;

/** What becomes of a version that was trained. */
public enum AdoptionMode {
    /** It becomes the candidate. */
    Automatic,
    /** It is proposed; a person adopts it. */
    Manual,
    /** A webhook is told, and whoever answers there changes the spec. */
    External
}
