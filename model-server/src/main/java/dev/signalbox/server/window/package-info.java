/** When telemetry windows begin and end, and how long to wait for a monitor that is away. */
@Pure
@NullMarked
package dev.signalbox.server.window;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
