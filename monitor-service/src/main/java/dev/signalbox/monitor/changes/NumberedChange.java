package dev.signalbox.monitor.changes;

/** A change with its number: later ones have higher numbers. */
public record NumberedChange(long id, Change change) {}
