package dev.signalbox.monitor.telemetry;

import java.util.Locale;

/** Why a window was acknowledged but not stored: sending it again would not help. */
enum DropReason {
    /** It began before what is kept. */
    TOO_OLD,
    /** It ends in a future that no clock's error explains. */
    IN_THE_FUTURE;

    /** The name in metrics. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
