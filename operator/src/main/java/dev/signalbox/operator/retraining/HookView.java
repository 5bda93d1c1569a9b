package dev.signalbox.operator.retraining;

/** What became of telling a webhook of a new version. */
public sealed interface HookView {
    /** It took it. */
    record Taken() implements HookView {}

    /** It did not; {@code forGood} where it refused, so that trying again can not help. */
    record NotTaken(String why, boolean forGood) implements HookView {}

    /** It was not told. */
    record NotTold() implements HookView {}
}
