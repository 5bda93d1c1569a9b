package dev.signalbox.server.body;

/** How many bytes a body may have, out of which budget they come, and who sees to it that they come in time. */
public record BodyBounds(BodyBudget budget, long mostBytes, BodyClock clock) {
    /** The same with so many bytes. */
    public BodyBounds of(long bytes) {
        return new BodyBounds(budget, bytes, clock);
    }
}
