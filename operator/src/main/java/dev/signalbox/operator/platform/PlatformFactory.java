package dev.signalbox.operator.platform;

/** A CDI bean that opens a platform when, and only when, {@code signalbox.operator.platform} names it. */
public interface PlatformFactory {
    /** The name in the configuration. */
    String name();

    /** Opens the platform; called once. */
    Platform open();
}
