/** Windows of counts on their way to the monitor. */
@NullMarked
package dev.signalbox.router.telemetry;

import org.jspecify.annotations.NullMarked;
