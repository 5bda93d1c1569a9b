/** From counted seconds to a verdict: ticks, alarms, reasons and the decision. Nothing here remembers anything. */
@Pure
@NullMarked
package dev.signalbox.monitor.judging;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
