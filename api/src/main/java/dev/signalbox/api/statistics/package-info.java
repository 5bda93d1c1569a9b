/** Evidence that may be looked at at any time: e-processes of counts, and intervals that hold at every look. */
@Pure
@NullMarked
package dev.signalbox.api.statistics;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
