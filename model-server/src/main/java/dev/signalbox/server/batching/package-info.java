/** Which of the waiting requests the model answers together, and when. */
@Pure
@NullMarked
package dev.signalbox.server.batching;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
