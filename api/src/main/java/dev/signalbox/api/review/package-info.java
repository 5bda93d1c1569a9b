/** Who decides on a prediction, and what becomes of those that people decide. */
@Pure
@NullMarked
package dev.signalbox.api.review;

import dev.signalbox.api.Pure;
import org.jspecify.annotations.NullMarked;
