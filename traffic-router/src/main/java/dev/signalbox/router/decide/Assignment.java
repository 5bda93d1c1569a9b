package dev.signalbox.router.decide;

/** Why a request goes to the version that it goes to. */
public enum Assignment {
    /** The weights say so: such requests are what a candidate is judged by. */
    SPLIT,
    /** The weights say the candidate, but the router has ejected it: stable answers. */
    WITHHELD,
    /** The request asks for the version, by header or by path: a tester's, which says nothing about the users. */
    ASKED
}
