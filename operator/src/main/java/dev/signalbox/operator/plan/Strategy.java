package dev.signalbox.operator.plan;

/** How a new version gets to serve. */
public enum Strategy {
    /** By rising weights, judged at each. */
    Canary,
    /** By copies of requests first, whose answers are compared and thrown away. */
    Shadow,
    /** All at once after a preview, with the previous version kept warm. */
    BlueGreen,
    /** All at once, as soon as it is ready, without being judged. */
    Immediate
}
