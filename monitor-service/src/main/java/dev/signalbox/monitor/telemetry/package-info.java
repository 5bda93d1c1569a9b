/** Takes windows in exactly once, and gives back what was counted. */
@NullMarked
package dev.signalbox.monitor.telemetry;

import org.jspecify.annotations.NullMarked;
