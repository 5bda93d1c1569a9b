package dev.signalbox.operator.plan;

/** What follows a shadow whose answers agree. */
public enum AfterShadow {
    /** The ramp. */
    Canary,
    /** The preview and the cutover. */
    BlueGreen,
    /** Whatever a person says. */
    Hold
}
