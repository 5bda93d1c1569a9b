package dev.signalbox.api.telemetry.spool;

/** Why a spool lost an item. */
public enum SpoolDrop {
    /** The spool was full: the oldest were dropped for the newest. */
    FULL,
    /** The item alone is larger than the spool allows. */
    TOO_LARGE,
    /** The disk did not take it. */
    DISK,
    /** What was found on disk can not be read: damaged, or written by another release. */
    UNREADABLE
}
