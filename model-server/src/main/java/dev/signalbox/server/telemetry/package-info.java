/** What is counted, as windows for the monitor and as metrics. */
@NullMarked
package dev.signalbox.server.telemetry;

import org.jspecify.annotations.NullMarked;
