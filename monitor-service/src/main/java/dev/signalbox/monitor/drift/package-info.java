/** Whether values are distributed as they were: how far they moved, and how sure that is. */
@Pure
@NullMarked
package dev.signalbox.monitor.drift;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
