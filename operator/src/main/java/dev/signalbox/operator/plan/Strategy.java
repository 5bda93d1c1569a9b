package dev.signalbox.operator.plan;

/** How a new version gets to serve. */
public enum Strategy {
    /** By rising weights, judged at each. */
    Canary,
    /** All at once, as soon as it is ready. */
    Immediate
}
