/** Whether the model that serves has decayed, how fast it does, and when it will have. */
@Pure
@NullMarked
package dev.signalbox.monitor.decay;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
