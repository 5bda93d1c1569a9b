/** Decides which recorded requests a new version may learn from. */
@Pure
@NullMarked
package dev.signalbox.monitor.trainable;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
