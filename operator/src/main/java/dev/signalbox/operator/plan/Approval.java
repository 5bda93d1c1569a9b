package dev.signalbox.operator.plan;

/** Who lets a candidate through its gates. */
public enum Approval {
    /** The verdict alone. */
    Automatic,
    /** A person, at each gate. */
    Manual
}
